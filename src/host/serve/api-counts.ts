/** What the API did, as numbers: by the template of a route, never by key or client. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ApiLimit, ApiRoute, ServiceMetrics } from '../../observe/metrics/service-metrics.ts';

/** Routes whose answer ends when the client wants it to end. */
const ENDLESS: ReadonlySet<ApiRoute> = new Set(['GET /v1/watch']);

export class ApiCounts {
  readonly #metrics: ServiceMetrics;
  /** Requests under way by connection: of one that breaks nobody hears the end. */
  readonly #open = new Map<Socket, { underWay: number }>();
  watchers = 0;

  constructor(metrics: ServiceMetrics) {
    this.#metrics = metrics;
  }

  get inFlight(): number {
    let sum = 0;
    for (const { underWay } of this.#open.values()) sum += underWay;
    return sum;
  }

  get connections(): number {
    return this.#open.size;
  }

  refused(limit: ApiLimit): void {
    this.#metrics.refused(limit);
  }

  watchEvents(count: number): void {
    this.#metrics.watchEvents(count);
  }

  /** A request came. Its answer counts when all of it was handed to the system: a listener costs a third of the framework's hook. */
  began({ socket }: IncomingMessage, response: ServerResponse, route: ApiRoute): void {
    const beganAtMs = performance.now();
    const open = this.#open.get(socket);
    if (open !== undefined) open.underWay++;
    response.on('finish', () => {
      if (open !== undefined) open.underWay--;
      const durationMs = ENDLESS.has(route) ? undefined : performance.now() - beganAtMs;
      this.#metrics.request(route, response.statusCode, durationMs);
    });
  }

  /** Follows the connections. */
  watch({ server }: FastifyInstance, isTls: boolean): void {
    server.on(isTls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#open.set(socket, { underWay: 0 });
      socket.once('close', () => this.#open.delete(socket));
    });
  }
}
