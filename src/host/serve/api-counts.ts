/** What the API did, as numbers: by the template of a route, never by key or client. */

import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ApiLimit, ApiRoute, ServiceMetrics } from '../../observe/metrics/service-metrics.ts';

/** Routes whose answer ends when the client wants it to end. */
const ENDLESS: ReadonlySet<ApiRoute> = new Set(['GET /v1/watch']);

export class ApiCounts {
  readonly #metrics: ServiceMetrics;
  /** Requests under way by connection: of one that breaks nobody hears the end. */
  readonly #open = new Map<Socket, number>();
  watchers = 0;

  constructor(metrics: ServiceMetrics) {
    this.#metrics = metrics;
  }

  get inFlight(): number {
    let sum = 0;
    for (const count of this.#open.values()) sum += count;
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

  /** A request came. */
  began(socket: Socket): void {
    this.#add(socket, 1);
  }

  /** Before the routes are declared. */
  watch(api: FastifyInstance, isTls: boolean): void {
    api.server.on(isTls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#open.set(socket, 0);
      socket.once('close', () => this.#open.delete(socket));
    });
    api.addHook('onResponse', ({ raw, routeOptions }, reply, done) => {
      this.#add(raw.socket, -1);
      const route = routeOptions.config.route ?? 'other';
      const durationMs = ENDLESS.has(route) ? undefined : reply.elapsedTime;
      this.#metrics.request(route, reply.statusCode, durationMs);
      done();
    });
  }

  #add(socket: Socket, change: number): void {
    const count = this.#open.get(socket);
    if (count !== undefined) this.#open.set(socket, count + change);
  }
}
