/**
 * The connections of clients. Requests that one of them sends without waiting for the answers are served one after the other: answers
 * leave in that order anyway, and those that nobody reads would pile up, hundreds of pages from a few kilobytes of requests.
 */

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that wait for their turn: one that sends more without reading is closed. */
export const PIPELINED_LIMIT = 64;

interface Connection {
  /** The one that is served, and those that wait. */
  underWay: number;
  readonly waiting: (() => void)[];
}

export class Connections {
  readonly #open = new Map<Socket, Connection>();
  readonly #refused: () => void;

  /** @param refused is called where a connection has too many requests */
  constructor(refused: () => void) {
    this.#refused = refused;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Requests under way. Of a connection that breaks nobody hears the end of its requests: they go with it. */
  get inFlight(): number {
    let sum = 0;
    for (const { underWay } of this.#open.values()) sum += underWay;
    return sum;
  }

  watch(server: Server, isTls: boolean): void {
    server.on(isTls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#open.set(socket, { underWay: 0, waiting: [] });
      socket.once('close', () => this.#open.delete(socket));
    });
  }

  /**
   * Serves the request when those before it on its connection have been answered.
   * @param ended is called when all of the answer was handed to the system
   */
  inTurn({ socket }: IncomingMessage, response: ServerResponse, serve: () => void, ended: () => void): void {
    const connection = this.#open.get(socket);
    // It was closed: nobody waits for the answer.
    if (connection === undefined) return;
    // A listener costs a third of the framework's hook: there is one.
    response.on('finish', () => {
      connection.underWay--;
      ended();
      connection.waiting.shift()?.();
    });
    if (++connection.underWay === 1) serve();
    else if (connection.underWay <= PIPELINED_LIMIT + 1) connection.waiting.push(serve);
    else {
      connection.waiting.length = 0;
      this.#open.delete(socket);
      this.#refused();
      socket.destroy();
    }
  }
}
