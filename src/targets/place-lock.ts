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
    return this.#seenAtMs + this.#lifeMs - performance.now();
  }
}

/** Does something again and again, whatever becomes of it, and leaves nothing of it under way when it is stopped. */
export class Repeated {
  readonly #timer: NodeJS.Timeout;
  #last: Promise<unknown> = Promise.resolve();

  constructor(act: () => Promise<unknown>, everyMs: number) {
    this.#timer = setInterval(() => {
      this.#last = act().catch(() => undefined);
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#last;
  }
}
