/** Connections that have not said yet who they are: few, not for long, and nobody takes all the places. */

import type { Socket } from 'node:net';
import type { Refusals } from '../refusals.ts';

interface Stranger {
  readonly socket: Socket;
  readonly address: string;
  readonly timer: NodeJS.Timeout;
}

export class Strangers {
  readonly #limit: number;
  readonly #helloMs: number;
  readonly #refusals: Refusals;
  /** The oldest first. */
  readonly #waiting = new Map<string, Stranger>();

  constructor(limit: number, helloMs: number, refusals: Refusals) {
    this.#limit = limit;
    this.#helloMs = helloMs;
    this.#refusals = refusals;
  }

  /** @param socket as it was accepted, before any TLS */
  add(socket: Socket): void {
    if (this.#waiting.size >= this.#limit) this.#makeRoom();
    const key = keyOf(socket);
    const address = socket.remoteAddress ?? '';
    const timer = setTimeout(() => {
      this.#refusals.add(
        'hello_timeout',
        `${address} connected and did not say who it is within ${this.#helloMs} ms`,
      );
      socket.destroy();
    }, this.#helloMs);
    this.#waiting.set(key, { socket, address, timer });
    socket.on('error', () => undefined);
    socket.once('close', () => this.#remove(key, socket));
  }

  /** It has said who it is, over TLS or not. */
  settle(socket: Socket): void {
    this.#remove(keyOf(socket));
  }

  clear(): void {
    for (const { socket } of [...this.#waiting.values()]) socket.destroy();
  }

  /** The oldest of the address with the most: a flood from one place leaves the others theirs. */
  #makeRoom(): void {
    const counts = new Map<string, number>();
    for (const { address } of this.#waiting.values()) counts.set(address, (counts.get(address) ?? 0) + 1);
    const most = Math.max(...counts.values());
    for (const [key, { socket, address }] of this.#waiting) {
      if (counts.get(address) !== most) continue;
      this.#refusals.add(
        'flood',
        `${this.#limit} connections wait for their hello, most of them from ${address}: the oldest is closed`,
      );
      this.#remove(key);
      socket.destroy();
      return;
    }
  }

  #remove(key: string, socket?: Socket): void {
    const stranger = this.#waiting.get(key);
    if (stranger === undefined || (socket !== undefined && stranger.socket !== socket)) return;
    clearTimeout(stranger.timer);
    this.#waiting.delete(key);
  }
}

/** The same for a connection and for the TLS on it. */
function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress ?? ''} ${remotePort ?? ''}`;
}
