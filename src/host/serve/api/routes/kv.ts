/** The store itself: a key's value read, written and deleted. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Capacity } from '../../capacity.ts';
import type { ServeHost } from '../../serve-host.ts';
import type { ApiLimits } from '../../settings.ts';
import { answering, textOf } from '../answers.ts';
import { conditionOf, isUnchanged, tagOf, type ConditionHeaders } from '../conditions.ts';
import type { JsonBody } from '../json-body.ts';
import { Problem } from '../problems.ts';
import * as schema from '../schemas.ts';

export interface KvOptions {
  readonly host: ServeHost;
  readonly capacity: Capacity;
  readonly limits: ApiLimits;
}

interface OfKey {
  Params: { readonly key: string };
  Headers: ConditionHeaders & { readonly traceparent?: string; readonly 'idempotency-key'?: string };
}

/** What guards a write, in headers. */
const GUARDS = {
  type: 'object',
  properties: {
    'if-match': schema.IF_MATCH,
    'if-none-match': schema.IF_NONE_MATCH,
    'idempotency-key': schema.IDEMPOTENCY_KEY,
    traceparent: schema.TRACEPARENT,
  },
} as const;

const JSON_TYPE = 'application/json; charset=utf-8';

export function addKvRoutes(api: FastifyInstance, options: KvOptions): void {
  addRead(api, options);
  addWrite(api, options);
  addDelete(api, options);
}

function addRead(api: FastifyInstance, { host, limits }: KvOptions): void {
  api.get<OfKey>(
    '/v1/kv/:key',
    {
      config: { roles: ['read'], route: 'GET /v1/kv/{key}' },
      schema: {
        ...schema.needing(['read'], 'Read a key'),
        operationId: 'getKey',
        tags: ['kv'],
        params: schema.KEY,
        headers: { type: 'object', properties: { 'if-none-match': schema.IF_NONE_MATCH } },
        response: {
          200: schema.value('The value, as it was written'),
          304: schema.empty('The client has this version'),
          ...schema.problems('malformed_request', 'key_not_found', 'key_too_long', ...schema.GUARDED),
        },
      },
    },
    ({ params, headers }, reply) => {
      const key = checkedKey(params.key, limits);
      host.ask(
        { body: { type: 'read', key, version: true } },
        answering(reply, ({ value, version }) => {
          tag(reply, version);
          if (isUnchanged(headers, String(version))) void reply.code(304).send();
          else void reply.header('content-type', JSON_TYPE).send(textOf(value));
        }),
      );
    },
  );
}

function addWrite(api: FastifyInstance, { host, capacity, limits }: KvOptions): void {
  api.put<OfKey & { Body: JsonBody | null | undefined }>(
    '/v1/kv/:key',
    {
      config: { roles: ['write'], route: 'PUT /v1/kv/{key}' },
      schema: {
        ...schema.needing(['write'], 'Write a key'),
        operationId: 'putKey',
        tags: ['kv'],
        consumes: ['application/json'],
        params: schema.KEY,
        headers: GUARDS,
        body: schema.JSON_VALUE,
        response: {
          201: schema.empty('The key is new, and written'),
          204: schema.empty('Written'),
          ...schema.problems('malformed_request', 'precondition_failed', 'body_too_large', 'key_too_long'),
          ...schema.problems(
            'unsupported_media_type',
            'insufficient_storage',
            'idempotency_key_reused',
            ...schema.GUARDED,
          ),
        },
      },
    },
    (request, reply) => {
      const { params, body, headers } = request;
      const key = checkedKey(params.key, limits);
      if (!body) throw new Problem('malformed_request', 'the body is missing: send a JSON value');
      capacity.check(!host.has(key));
      const { text, value } = body;
      const { traceparent } = headers;
      // Most writes have no guard. To spread one object into another takes as long as the write itself.
      const asked = isGuarded(headers)
        ? { type: 'write', key, value, ...guards(request) }
        : { type: 'write', key, value, traceparent, version: true };
      host.ask(
        { body: asked, texts: { value: text } },
        answering(
          reply,
          ({ version, created }) => {
            tag(reply, version);
            void reply.code(created === true ? 201 : 204).send();
          },
          showing(reply, () => host.versionOf(key)),
        ),
      );
    },
  );
}

function addDelete(api: FastifyInstance, { host, limits }: KvOptions): void {
  api.delete<OfKey>(
    '/v1/kv/:key',
    {
      config: { roles: ['write'], route: 'DELETE /v1/kv/{key}' },
      schema: {
        ...schema.needing(['write'], 'Delete a key'),
        operationId: 'deleteKey',
        tags: ['kv'],
        params: schema.KEY,
        headers: {
          type: 'object',
          properties: {
            'if-match': schema.IF_MATCH,
            'idempotency-key': schema.IDEMPOTENCY_KEY,
            traceparent: schema.TRACEPARENT,
          },
        },
        response: {
          204: schema.empty('Deleted'),
          ...schema.problems('malformed_request', 'key_not_found', 'precondition_failed', 'key_too_long'),
          ...schema.problems(...schema.GUARDED),
        },
      },
    },
    (request, reply) => {
      const key = checkedKey(request.params.key, limits);
      const asked = { type: 'delete', key, ...guards(request) };
      host.ask(
        { body: asked },
        answering(
          reply,
          ({ version }) => {
            tag(reply, version);
            void reply.code(204).send();
          },
          showing(reply, () => host.versionOf(key)),
        ),
      );
    },
  );
}

function isGuarded(headers: OfKey['Headers']): boolean {
  return (
    headers['if-match'] !== undefined ||
    headers['if-none-match'] !== undefined ||
    headers['idempotency-key'] !== undefined
  );
}

/** What a write carries beside key and value. @throws {Problem} */
function guards({ headers, holder }: FastifyRequest<OfKey>): object {
  const { traceparent, 'idempotency-key': retry } = headers;
  if (retry === undefined) return { ...conditionOf(headers), traceparent, version: true };
  // Of two clients that choose the same key each has its own.
  const idempotency_key = `${holder?.name ?? ''}/${checkedRetry(retry)}`;
  return { ...conditionOf(headers), traceparent, idempotency_key, version: true };
}

const RETRY_KEY = /^[\x21-\x7e]{1,128}$/;

/** @throws {Problem} */
function checkedRetry(key: string): string {
  if (RETRY_KEY.test(key)) return key;
  throw new Problem(
    'malformed_request',
    'Idempotency-Key must be 1 to 128 visible characters, without spaces: a UUID will do',
  );
}

/** Who has seen another version is told which one there is. */
function showing(reply: FastifyReply, versionNow: () => string | undefined): (error: unknown) => void {
  return (error) => {
    if (error instanceof Problem && error.problem === 'precondition_failed') tag(reply, versionNow());
  };
}

function tag(reply: FastifyReply, version: unknown): void {
  if (typeof version === 'string') reply.header('etag', tagOf(version));
}

/** @throws {Problem} */
function checkedKey(key: string, { keyBytes }: ApiLimits): string {
  // A unit of UTF-16 takes at most three bytes of UTF-8.
  if (key === '') throw new Problem('malformed_request', 'the key is missing: /v1/kv/KEY, percent-encoded');
  if (key.length * 3 <= keyBytes || Buffer.byteLength(key) <= keyBytes) return key;
  throw new Problem('key_too_long', `the key takes more than ${keyBytes} bytes: choose a shorter one`);
}
