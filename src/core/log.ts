/**
 * The entries that some peer may not have seen, by origin and sequence number: a peer's delta is found by walking
 * from where the peer stands, in time proportional to the delta and not to the store.
 */

import type { Origin } from '../protocol/gossip.ts';
import type { Entry } from './entry.ts';
import type { VersionVector } from './version-vector.ts';

/** Entries of all origins together. Beyond it the oldest of the growing origin go; the store still has the live ones. */
export const LOG_LIMIT = 262_144;

/** Shared by the logs that hold nothing. */
const EMPTY: (Entry | undefined)[] = [];

/** Those of one origin. */
export class OriginLog {
  /** The sequence number of the first slot. */
  #base = 1;
  #slots: (Entry | undefined)[] = EMPTY;
  /** Leading slots that are pruned but not yet cut off: cutting each alone would cost the square of the length. */
  #pruned = 0;

  /** The first sequence number that the log can still have; those before it are pruned. */
  get first(): number {
    return this.#base + this.#pruned;
  }

  /** One behind the last sequence number that the log has. */
  get end(): number {
    return this.#base + this.#slots.length;
  }

  get(seq: number): Entry | undefined {
    return this.#slots[seq - this.#base];
  }

  /** False where it is pruned or there already. */
  add(entry: Entry): boolean {
    const index = entry.seq - this.#base;
    if (index < this.#pruned || this.#slots[index] !== undefined) return false;
    if (this.#slots.length === 0) {
      // An empty array that is added to takes room for sixteen: most logs hold one or two.
      this.#slots = [index === 0 ? entry : undefined];
    }
    while (this.#slots.length < index) this.#slots.push(undefined);
    this.#slots[index] = entry;
    return true;
  }

  /** Forgets all through `seq`. @returns how many entries these were */
  prune(seq: number): number {
    let forgotten = 0;
    while (this.first <= seq) {
      if (this.#pruned >= this.#slots.length) {
        this.#base = seq + 1;
        this.#slots = EMPTY;
        this.#pruned = 0;
        break;
      }
      if (this.#slots[this.#pruned] !== undefined) forgotten++;
      this.#forget();
    }
    return forgotten;
  }

  /** The entry that is longest in it. */
  oldest(): Entry | undefined {
    return this.#slots.find((slot) => slot !== undefined);
  }

  #forget(): void {
    this.#slots[this.#pruned++] = undefined;
    if (this.#pruned * 2 < this.#slots.length) return;
    this.#slots = this.#slots.slice(this.#pruned);
    this.#base += this.#pruned;
    this.#pruned = 0;
  }
}

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
    const { log } = this.#seen.known(entry.origin);
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
    if (seq >= 1) this.#size -= this.#seen.known(origin).log.prune(seq);
  }
}
