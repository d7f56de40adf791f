/**
 * The entries that some peer may not have seen, by origin and sequence number: a peer's delta is found by walking
 * from where the peer stands, in time proportional to the delta and not to the store.
 */

import type { Origin } from '../../protocol/names.ts';
import type { Entry } from './entry.ts';
import type { VersionVector } from './version-vector.ts';

export class Log {
  readonly #seen: VersionVector;
  readonly #limits: { readonly logEntries: number; readonly logSpan: number };
  #size = 0;

  constructor(seen: VersionVector, limits: { readonly logEntries: number; readonly logSpan: number }) {
    this.#seen = seen;
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Beyond the limit the oldest entries of the same origin make room.
   * @returns how many entries the log has less for it, this one included where it did not fit
   */
  add(entry: Entry): number {
    const { origin, seq } = entry.stamp;
    const { log } = this.#seen.ensure(origin);
    if (log.get(seq) !== undefined || seq < log.first) return 0;
    if (!log.add(entry, this.#limits.logSpan)) return 1;
    if (++this.#size <= this.#limits.logEntries || !log.pruneOldest()) return 0;
    this.#size--;
    return 1;
  }

  get(origin: Origin, seq: number): Entry | undefined {
    return this.#seen.of(origin)?.log.get(seq);
  }

  /** Forgets the origin's entries through `seq`: every replica has seen them. */
  prune(origin: Origin, seq: number): void {
    this.#size -= this.#seen.ensure(origin).log.prune(seq);
  }
}
