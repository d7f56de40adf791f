/** What the node measured, and whether it is alive and ready. */

import type { FastifyInstance } from 'fastify';
import {
  OPEN_METRICS,
  prefersTextFormat,
  TEXT_FORMAT,
  toTextFormat,
} from '../../../../observe/metrics/text-format.ts';
import { SharedRendering } from '../../../../observe/metrics/shared-rendering.ts';
import type { ReportName } from '../../../../protocol/envelope.ts';
import type { ServeHost } from '../../serve-host.ts';
import { okOf } from '../answers.ts';
import { Problem } from '../problems.ts';
import * as schema from '../schemas.ts';

export interface MeasuresOptions {
  readonly host: ServeHost;
  /** OpenMetrics. */
  readonly metrics: () => Promise<string>;
  /** Why the node is not ready; undefined: it is. */
  readonly notReady: () => string | undefined;
}

const SKETCHES = {
  type: 'object',
  properties: {
    sketches: {
      type: 'boolean',
      default: false,
      description: 'Whether the bins of the sketches come along, for who joins those of several nodes',
    },
  },
} as const;

export function addMeasureRoutes(api: FastifyInstance, options: MeasuresOptions): void {
  addReport(api, options.host, 'bench_report', '/v1/report', 'GET /v1/report');
  addReport(api, options.host, 'bench_stats', '/v1/stats', 'GET /v1/stats');
  addMetrics(api, options);
  addHealth(api, options);
}

function addReport(
  api: FastifyInstance,
  host: ServeHost,
  type: ReportName,
  path: string,
  route: 'GET /v1/report' | 'GET /v1/stats',
): void {
  const isReport = type === 'bench_report';
  const what = isReport ? 'Writes, messages and keys of this node' : 'All measurements of this node';
  api.get<{ Querystring: { readonly sketches?: boolean } }>(
    path,
    {
      config: { roles: ['metrics', 'read'], route },
      schema: {
        ...schema.needing(['metrics', 'read'], what),
        operationId: isReport ? 'getReport' : 'getStats',
        tags: ['measures'],
        ...(isReport ? {} : { querystring: SKETCHES }),
        response: { 200: schema.object(what, {}), ...schema.problems(...schema.GUARDED) },
      },
    },
    async ({ query }, reply) => {
      const fields = okOf(await host.reply({ body: { type, sketches: query.sketches === true } }));
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .send(JSON.stringify({ ...fields, type: undefined }));
    },
  );
}

function addMetrics(api: FastifyInstance, { metrics }: MeasuresOptions): void {
  const rendering = new SharedRendering(metrics, () => performance.now());
  api.get(
    '/metrics',
    {
      config: { roles: ['metrics', 'read'], route: 'GET /metrics' },
      schema: {
        ...schema.needing(['metrics', 'read'], 'Scrape the metrics'),
        operationId: 'getMetrics',
        tags: ['operations'],
        response: {
          200: schema.text('OpenMetrics, or text format 0.0.4 for who accepts only that', 'text/plain'),
          ...schema.problems(...schema.GUARDED),
        },
      },
    },
    async (request, reply) => {
      const body = await rendering.bytes();
      reply.header('vary', 'accept');
      return prefersTextFormat(request.headers.accept)
        ? reply.header('content-type', TEXT_FORMAT).send(toTextFormat(body.toString()))
        : reply.header('content-type', OPEN_METRICS).send(body);
    },
  );
}

function addHealth(api: FastifyInstance, { notReady }: MeasuresOptions): void {
  const health = (operationId: string, summary: string) => ({
    summary,
    operationId,
    tags: ['operations'],
    security: [],
    response: { 200: schema.text('Yes', 'text/plain'), ...schema.problems('unavailable') },
  });
  api.get(
    '/healthz',
    { config: { route: 'GET /healthz' }, schema: health('getHealth', 'Whether the process lives') },
    (_request, reply) => reply.header('content-type', 'text/plain; charset=utf-8').send('ok\n'),
  );
  api.get(
    '/readyz',
    {
      config: { route: 'GET /readyz' },
      schema: health('getReadiness', 'Whether the node should get requests'),
    },
    (_request, reply) => {
      const reason = notReady();
      if (reason !== undefined) throw new Problem('unavailable', reason);
      return reply.header('content-type', 'text/plain; charset=utf-8').send('ok\n');
    },
  );
  // Whoever asks gets it, without a token: it is written once.
  let document: string | undefined;
  api.get(
    '/openapi.json',
    {
      config: { route: 'GET /openapi.json' },
      schema: {
        summary: 'This document',
        operationId: 'getOpenApi',
        tags: ['operations'],
        security: [],
        response: { 200: schema.object('OpenAPI 3.1', {}) },
      },
    },
    (_request, reply) =>
      reply
        .header('content-type', 'application/json; charset=utf-8')
        .send((document ??= JSON.stringify(api.swagger()))),
  );
}
