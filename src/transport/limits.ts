/** The bounds and the patience of transports. Tests set them smaller; nothing else does. */

import { LINE_LIMIT_BYTES } from '../protocol/framing.ts';
import type { AccountLimits } from './peer-account.ts';
import type { BackoffLimits } from './backoff.ts';

export interface TransportLimits extends AccountLimits {
  /** What may be handed to a connection and not yet be taken by the system. */
  readonly windowBytes: number;
  /** How much leaves in one write. */
  readonly batchBytes: number;
  /** Connecting, TLS and the hello, together. */
  readonly helloMs: number;
  /** Each side tells the other so often that it is there. */
  readonly heartbeatMs: number;
  /** Who was not heard of for so long is gone. */
  readonly silenceMs: number;
  /** Connections that have not said their hello, all together. */
  readonly strangers: number;
  /** Nodes that are no peers and are listened to all the same, and how long one of them may say nothing. */
  readonly guests: number;
  readonly guestMs: number;
  readonly backoff: BackoffLimits;
  /** How often files of certificates are looked at. */
  readonly reloadMs: number;
}

export const DEFAULT_LIMITS: TransportLimits = {
  queueBytes: 2 * LINE_LIMIT_BYTES,
  lineBytes: LINE_LIMIT_BYTES,
  windowBytes: 1024 * 1024,
  batchBytes: 128 * 1024,
  helloMs: 5000,
  heartbeatMs: 2000,
  silenceMs: 10_000,
  strangers: 128,
  guests: 64,
  guestMs: 30_000,
  backoff: { firstMs: 100, longestMs: 10_000 },
  reloadMs: 30_000,
};

/** Notices that this process stood still: then it was not the others that were silent. */
export class Standstill {
  readonly #limitMs: number;
  #lastMs = performance.now();

  constructor({ silenceMs }: Pick<TransportLimits, 'silenceMs'>) {
    this.#limitMs = silenceMs / 2;
  }

  /** @returns whether so much time has passed since the last call that nobody can be blamed for silence */
  since(nowMs: number): boolean {
    const passedMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    return passedMs > this.#limitMs;
  }
}
