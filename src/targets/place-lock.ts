/** The lock on a place where it has a life of its own: a run that was killed holds it until that is over, one that lives makes it last longer. */

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

/** For a store that lets nothing expire: whoever holds a lock changes it, and one that nobody has changed for so long is nobody's. */
export class Heartbeat {
  readonly #lifeMs: number;
  #version: string | undefined;
  #seenAtMs = 0;

  /** @param lifeMs several times as long as it takes until a lock is changed */
  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs;
  }

  /** What is left of its life, as far as it was watched. @param version of the lock; undefined: there is none */
  leftMs(version: string | undefined): number {
    if (version !== this.#version) this.#seenAtMs = performance.now();
    this.#version = version;
    return version === undefined ? 0 : this.#seenAtMs + this.#lifeMs - performance.now();
  }
}
