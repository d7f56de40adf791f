/**
 * The entries that some peer may not have seen, by origin and sequence number: a peer's delta is found by walking
 * from where the peer stands, in time proportional to the delta and not to the store.
 */

import type { Origin } from '../../protocol/names.ts';
import type { Entry } from './entry.ts';
import type { VersionVector } from './version-vector.ts';

/** Entries of all origins together. Beyond it the oldest of the growing origin go; the store still has the live ones. */
export const LOG_LIMIT = 262_144;

export class Log {
  readonly #seen: VersionVector;
  #size = 0;

  constructor(seen: VersionVector) {
    this.#seen = seen;
  }

  get size(): number {
    return this.#size;
  }

  /** Returns the entry that had to make room, if one had to. */
  add(entry: Entry): Entry | undefined {
    const { log } = this.#seen.ensure(entry.origin);
    if (!log.add(entry) || ++this.#size <= LOG_LIMIT) return undefined;
    const oldest = log.oldest();
    if (oldest !== undefined) this.#size -= log.prune(oldest.seq);
    return oldest;
  }

  get(origin: Origin, seq: number): Entry | undefined {
    return this.#seen.of(origin)?.log.get(seq);
  }

  /** Forgets the origin's entries through `seq`: every replica has seen them. */
  prune(origin: Origin, seq: number): void {
    if (seq >= 1) this.#size -= this.#seen.ensure(origin).log.prune(seq);
  }
}
