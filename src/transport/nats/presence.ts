/**
 * Who is there. A NATS server does not say it, and takes messages for those that are away as well: so nodes send each other heartbeats,
 * and what is for a node that is not heard of waits in its queue.
 */

import { Standstill } from '../limits.ts';
import type { PeerAccount } from '../peer-account.ts';

export const HEARTBEAT = '!';
const HEARTBEAT_CODE = HEARTBEAT.charCodeAt(0);

export function isHeartbeat(message: Uint8Array): boolean {
  return message.length === 1 && message[0] === HEARTBEAT_CODE;
}

export class Presence {
  readonly #silenceMs: number;
  readonly #heardAtMs = new Map<PeerAccount, number>();
  readonly #standstill: Standstill;

  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
    this.#standstill = new Standstill({ silenceMs });
  }

  /** @returns whether it was away */
  heard(account: PeerAccount): boolean {
    const isNew = !this.#heardAtMs.has(account);
    this.#heardAtMs.set(account, performance.now());
    return isNew;
  }

  /** Those that have not been heard of for too long: from now on they are away. */
  takeSilent(): PeerAccount[] {
    const nowMs = performance.now();
    if (this.#standstill.since(nowMs))
      for (const account of this.#heardAtMs.keys()) this.#heardAtMs.set(account, nowMs);
    const sinceMs = nowMs - this.#silenceMs;
    const silent = [...this.#heardAtMs].flatMap(([account, atMs]) => (atMs < sinceMs ? [account] : []));
    for (const account of silent) this.#heardAtMs.delete(account);
    return silent;
  }

  forget(account: PeerAccount): void {
    this.#heardAtMs.delete(account);
  }

  clear(): void {
    this.#heardAtMs.clear();
  }
}
