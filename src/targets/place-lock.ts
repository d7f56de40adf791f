/**
 * Whose a place is. Where its lock has a life of its own, a run that was killed holds it until that is over, and one that lives makes it
 * last longer.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { StoreError } from './store.ts';

export interface PlaceLock {
  /** Takes it, if nobody has it. @throws {StoreError} */
  readonly take: () => Promise<boolean>;
  /** What is left of its life, in whatever unit the store counts. @throws {StoreError} */
  readonly left: () => Promise<number>;
  readonly pollMs: number;
}

/** Waits for a run that was killed, and for no other. @param what is locked @throws {StoreError} where another run uses it */
export async function holdPlace(what: string, { take, left, pollMs }: PlaceLock): Promise<void> {
  for (let leftBefore = Infinity; !(await take());) {
    const leftNow = await left();
    if (leftNow > leftBefore) throw inUse(what);
    leftBefore = leftNow;
    await pause(pollMs);
  }
}

export function inUse(what: string): StoreError {
  return new StoreError(
    'in_use',
    `another gossipscope is using ${what}: wait for it, or choose another --prefix`,
  );
}

/** Says, where a store keeps comments, that a table is ours. Runs that were killed have left it there: it stays as it is. */
export const OUR_COMMENT = 'made by gossipscope to measure replication; it can be dropped at any time';

/** @param what there is, and does not say that it is ours */
export function notOurs(what: string): StoreError {
  return new StoreError(
    'not_ours',
    `there is ${what} that gossipscope has not made: choose another --prefix`,
  );
}

/** Of a lock that is kept by a heartbeat. It is nobody's after several that did not come. */
const LIFE_MS = 4_000;
const BEAT_MS = 1_000;
/** How often such a lock is looked at by who waits for it. */
export const BEAT_POLL_MS = 250;

/** For a store that lets nothing expire: whoever holds a lock changes it, and one that nobody has changed for so long is nobody's. */
export class Heartbeat {
  #version: string | undefined;
  #seenAtMs = 0;

  /** The version that nobody has changed for as long as that; undefined: there is none, as far as was watched. */
  get abandoned(): string | undefined {
    return this.#leftMs() <= 0 ? this.#version : undefined;
  }

  /** What is left of its life; Infinity: somebody has just changed it. @param version of the lock; undefined: there is none */
  leftMs(version: string | undefined): number {
    const wasThere = this.#version !== undefined;
    if (version !== this.#version) {
      this.#version = version;
      this.#seenAtMs = performance.now();
      if (wasThere && version !== undefined) return Infinity;
    }
    return version === undefined ? 0 : this.#leftMs();
  }

  #leftMs(): number {
    return this.#seenAtMs + LIFE_MS - performance.now();
  }
}

/** Beats: does something again and again, whatever becomes of it, and leaves nothing of it under way when it is stopped. */
export class Beats {
  readonly #timer: NodeJS.Timeout;
  #last: Promise<unknown> = Promise.resolve();

  constructor(act: () => Promise<unknown>) {
    this.#timer = setInterval(() => {
      this.#last = act().catch(() => undefined);
    }, BEAT_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#last;
  }
}
