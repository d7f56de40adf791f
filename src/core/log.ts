/**
 * The entries that some peer may not have seen, by origin and sequence number: a peer's delta is found by walking
 * from where the peer stands, in time proportional to the delta and not to the store.
 */

import type { Origin } from '../protocol/gossip.ts';
import { compareText } from '../base/order.ts';
import type { Entry } from './entry.ts';

/** Entries of all origins together. Beyond it the oldest of the growing origin go; the store still has the live ones. */
export const LOG_LIMIT = 262_144;

interface OriginLog {
  /** The sequence number of `slots[0]`. */
  first: number;
  slots: (Entry | undefined)[];
  /** Leading slots that are pruned but not yet cut off: cutting each alone would cost the square of the length. */
  pruned: number;
}

export class Log {
  readonly #byOrigin = new Map<Origin, OriginLog>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Returns the entry that had to make room, if one had to. */
  add(entry: Entry): Entry | undefined {
    const log = this.#of(entry.origin);
    const index = entry.seq - log.first;
    if (index < log.pruned || log.slots[index] !== undefined) return undefined;
    // An empty array that is added to takes room for sixteen: most logs hold one or two.
    if (index === 0 && log.slots.length === 0) log.slots = [entry];
    else {
      while (log.slots.length < index) log.slots.push(undefined);
      log.slots[index] = entry;
    }
    this.#size++;
    return this.#size > LOG_LIMIT ? this.#dropOldest(log) : undefined;
  }

  get(origin: Origin, seq: number): Entry | undefined {
    const log = this.#byOrigin.get(origin);
    return log?.slots[seq - log.first];
  }

  /** The first sequence number that the log can still have; those before it are pruned. */
  first(origin: Origin): number {
    const log = this.#byOrigin.get(origin);
    return log === undefined ? 1 : log.first + log.pruned;
  }

  /** One behind the last sequence number that the log has. */
  end(origin: Origin): number {
    const log = this.#byOrigin.get(origin);
    return log === undefined ? 1 : log.first + log.slots.length;
  }

  /** Forgets the origin's entries through `seq`: every replica has seen them. */
  prune(origin: Origin, seq: number): void {
    if (seq < 1) return;
    const log = this.#of(origin);
    while (log.first + log.pruned <= seq) {
      if (log.pruned >= log.slots.length) {
        log.first = seq + 1;
        log.slots = [];
        log.pruned = 0;
        return;
      }
      this.#forget(log);
    }
  }

  /** In one order everywhere. */
  origins(): Origin[] {
    return [...this.#byOrigin.keys()].sort(compareText);
  }

  #of(origin: Origin): OriginLog {
    let log = this.#byOrigin.get(origin);
    if (log === undefined) this.#byOrigin.set(origin, (log = { first: 1, slots: [], pruned: 0 }));
    return log;
  }

  #dropOldest(log: OriginLog): Entry | undefined {
    const oldest = log.slots.find((slot) => slot !== undefined);
    if (oldest !== undefined) this.prune(oldest.origin, oldest.seq);
    return oldest;
  }

  #forget(log: OriginLog): void {
    if (log.slots[log.pruned] !== undefined) this.#size--;
    log.slots[log.pruned] = undefined;
    log.pruned++;
    if (log.pruned * 2 < log.slots.length) return;
    log.slots = log.slots.slice(log.pruned);
    log.first += log.pruned;
    log.pruned = 0;
  }
}
