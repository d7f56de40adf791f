/**
 * The HTTP API: Fastify with the limits, the admission, the errors and the routes of the service.
 *
 * Begin here. `routes/` has what can be asked, `schemas.ts` how it looks (the OpenAPI document and the checks are made of it),
 * `problems.ts` every error, `admission.ts` who is let in.
 */

import type { Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import swagger from '@fastify/swagger';
import { Ajv } from 'ajv';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchemaCompiler,
} from 'fastify';
import type { ApiLimit } from '../../../observe/metrics/service-metrics.ts';
import type { Logger } from '../../../observe/log.ts';
import { stackOf } from '../../../protocol/errors.ts';
import { RateLimiter } from '../access/rate-limiter.ts';
import type { Tokens } from '../access/tokens.ts';
import type { ApiLimits } from '../settings.ts';
import type { ApiCounts } from '../api-counts.ts';
import { admitHolders } from './admission.ts';
import { acceptJson } from './json-body.ts';
import { OPENAPI } from './openapi.ts';
import { Problem, problemText, PROBLEM_TYPE, PROBLEMS, sendProblem, type ProblemName } from './problems.ts';

export interface ApiOptions {
  readonly limits: ApiLimits;
  /** Undefined: in the clear. */
  readonly tls: SecureContextOptions | undefined;
  readonly tokens: () => Tokens | undefined;
  readonly counts: ApiCounts;
  readonly log: Logger;
  readonly version: string;
}

type FastifyValidationResult = ReturnType<FastifySchemaCompiler<unknown>>;

/** A query is text: numbers in it are read as such. */
const validator = new Ajv({ coerceTypes: true, useDefaults: true });

/** Problems that are a limit; the others at which something is refused are counted where that is known. */
const LIMIT_OF: Partial<Record<ProblemName, ApiLimit>> = { body_too_large: 'body', key_too_long: 'key' };

/** Without its routes. */
export async function createApi(options: ApiOptions): Promise<FastifyInstance> {
  const { limits, tokens, counts, log } = options;
  const api = framework(options);
  api.server.maxConnections = limits.connections;
  // Of a socket on which nothing moves: a reader that stands still. Who asks too slowly is told so before.
  api.server.timeout = 2 * limits.requestMs;
  api.server.on('drop', () => counts.refused('connections'));
  acceptJson(api);
  // Keys are checked where they are used, and headers where they are read: the schemas of both are for the document.
  api.setValidatorCompiler(
    ({ schema, httpPart }) =>
      (httpPart === 'querystring' ? validator.compile(schema) : undefined) as FastifyValidationResult,
  );
  admitHolders(api, { tokens, counts, rates: new RateLimiter(limits.ratePerSec, () => performance.now()) });
  await api.register(swagger, {
    openapi: { ...OPENAPI, info: { ...OPENAPI.info, version: options.version } },
  });
  api.setSerializerCompiler(() => (data) => JSON.stringify(data));
  api.setErrorHandler((error: FastifyError, _request, reply) => {
    const problem = asProblem(error, limits, log);
    const limit = LIMIT_OF[problem.problem];
    if (limit !== undefined) counts.refused(limit);
    sendProblem(reply, problem);
  });
  api.setNotFoundHandler((request, reply) => {
    counts.began(request.raw, reply.raw, 'other', () => sendProblem(reply, notFound(api, request)));
  });
  counts.connections.watch(api.server, options.tls !== undefined);
  return api;
}

function framework({ limits, tls, counts }: ApiOptions): FastifyInstance {
  const { headerBytes, requestMs, bodyBytes } = limits;
  const http = {
    maxHeaderSize: headerBytes,
    headersTimeout: requestMs,
    connectionsCheckingInterval: Math.max(100, requestMs / 4),
  };
  const shared = {
    logger: false,
    bodyLimit: bodyBytes,
    requestTimeout: requestMs,
    keepAliveTimeout: Math.max(requestMs, 5000),
    forceCloseConnections: 'idle' as const,
    // The limit of a key is checked with the key, where the answer can say so.
    routerOptions: { maxParamLength: headerBytes, caseSensitive: true },
    clientErrorHandler: (error: Error & { code?: string }, socket: Socket) =>
      refuse(error, socket, limits, counts),
    frameworkErrors: (error: FastifyError, { raw }: FastifyRequest, reply: FastifyReply) => {
      const problem = new Problem('malformed_request', `the path cannot be read: ${error.message}`);
      counts.began(raw, reply.raw, 'other', () => sendProblem(reply, problem));
    },
  };
  return tls === undefined
    ? fastify({ ...shared, http })
    : // The types of TLS differ in the server alone. A handshake is a part of the request that has to come.
      fastify({ ...shared, https: { ...http, ...tls, handshakeTimeout: requestMs } });
}

/** What never became a request: it is answered on the socket, in one piece, and closed. */
function refuse(
  error: Error & { code?: string },
  socket: Socket,
  limits: ApiLimits,
  counts: ApiCounts,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  if (error.code === 'ERR_TLS_HANDSHAKE_TIMEOUT') {
    counts.refused('time');
    // What is written would wait for the handshake.
    socket.destroy();
    return;
  }
  const [problem, detail] = refusalOf(error.code, limits);
  counts.refused(
    problem === 'headers_too_large' ? 'headers' : problem === 'request_timeout' ? 'time' : 'malformed',
  );
  const body = problemText(problem, detail);
  const { status } = PROBLEMS[problem];
  socket.end(
    `HTTP/1.1 ${status} ${PROBLEMS[problem].title}\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function refusalOf(code: string | undefined, { headerBytes, requestMs }: ApiLimits): [ProblemName, string] {
  if (code === 'HPE_HEADER_OVERFLOW')
    return [
      'headers_too_large',
      `the request line and the headers take more than ${headerBytes} bytes: send less`,
    ];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return ['request_timeout', `the request did not come within ${requestMs} ms: send it faster`];
  return [
    'malformed_request',
    'this is no HTTP request: speak HTTP/1.1, with TLS where the address begins with https',
  ];
}

function asProblem(error: FastifyError | Problem, limits: ApiLimits, log: Logger): Problem {
  if (error instanceof Problem) return error;
  const { code, validation, validationContext } = error;
  if (validation !== undefined) {
    const [first] = validation;
    const what = `${validationContext ?? 'request'}${first?.instancePath.replace('/', ' ') ?? ''}`;
    const extra = first?.params['additionalProperty'];
    return new Problem(
      'malformed_request',
      `${what} ${first?.message ?? 'is not valid'}${typeof extra === 'string' ? `: ${extra}` : ''}`,
    );
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Problem(
      'body_too_large',
      `the body takes more than ${limits.bodyBytes} bytes: send a smaller value`,
    );
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new Problem('unsupported_media_type', 'send JSON, with the header Content-Type: application/json');
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new Problem('malformed_request', error.message);
  log.error('a fault of this node, please report it', { fault: stackOf(error) });
  return new Problem('internal', 'a fault of this node: see its log');
}

const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'] as const;

/** The framework's types do not say that there may be none. */
function isRouted(found: unknown): boolean {
  return found !== null;
}

function notFound(api: FastifyInstance, { method: asked, url }: FastifyRequest): Problem {
  const [path = ''] = url.split('?', 1);
  const allowed = METHODS.filter((method) => isRouted(api.findRoute({ method, url: path }))).join(', ');
  if (allowed !== '')
    return new Problem('method_not_allowed', `${asked} is not served here: use ${allowed}`, {
      allow: allowed,
    });
  return new Problem('route_not_found', 'there is nothing at this path: /openapi.json says what there is');
}
