/** What the API did, as numbers: by the template of a route, never by key or client. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiLimit, ApiRoute, ServiceMetrics } from '../../observe/metrics/service-metrics.ts';
import { Connections } from './api/connections.ts';

/** Routes whose answer ends when the client wants it to end. */
const ENDLESS: ReadonlySet<ApiRoute> = new Set(['GET /v1/watch']);

export class ApiCounts {
  readonly #metrics: ServiceMetrics;
  readonly connections = new Connections(() => this.refused('pipelined'));
  watchers = 0;

  constructor(metrics: ServiceMetrics) {
    this.#metrics = metrics;
  }

  refused(limit: ApiLimit): void {
    this.#metrics.refused(limit);
  }

  watchEvents(count: number): void {
    this.#metrics.watchEvents(count);
  }

  /** A request came. @param serve answers it, in its turn: the answer counts when all of it was handed to the system */
  began(request: IncomingMessage, response: ServerResponse, route: ApiRoute, serve: () => void): void {
    const beganAtMs = performance.now();
    this.connections.inTurn(request, response, serve, () => {
      const durationMs = ENDLESS.has(route) ? undefined : performance.now() - beganAtMs;
      this.#metrics.request(route, response.statusCode, durationMs);
    });
  }
}
