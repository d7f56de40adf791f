/**
 * The receiver's half of lazy push: what was announced to a replica, which of it it lacks, and what it has asked for already, so that an
 * entry that many announce is asked of one. Who does not send it in time has lost the question or the answer: the next announcement is
 * another chance.
 */

import type { WireDots } from '../../protocol/gossip.ts';
import { dotName } from '../../protocol/names.ts';
import type { Dot } from '../store/dot.ts';
import type { StrategyHost } from './dissemination.ts';
import { apart, outside, runsOf } from './runs.ts';

/** What to say to an announcement. */
export interface Reaction {
  /** To be sent: lacking here, and not on its way as far as is known. */
  readonly wanted: readonly WireDots[];
  /** Seen here. */
  readonly known: readonly WireDots[];
}

export class LazyPush {
  readonly #host: StrategyHost;
  readonly #askAgainMs: number;
  /** By name: when it may be asked for again. In the order in which they were asked for. */
  readonly #asked = new Map<string, { readonly dot: Dot; readonly againAtMs: number }>();

  /** @param askAgainMs how long what was asked for may take */
  constructor(host: StrategyHost, askAgainMs: number) {
    this.#host = host;
    this.#askAgainMs = askAgainMs;
  }

  announced(dots: readonly WireDots[], now: number): Reaction {
    const wanted: Dot[] = [];
    const known: WireDots[] = [];
    for (const run of apart(dots)) {
      const unseen = this.#host.unseenIn(run);
      known.push(...outside(run, unseen));
      for (const [first, last] of unseen) {
        for (let seq = first; seq <= last; seq++) {
          const dot = { origin: run[0], seq };
          if (this.#isOnItsWay(dot, now)) continue;
          // No longer than the bound: each that is on its way has a place among those that were asked for.
          if (!this.#note(dot, now)) return { wanted: runsOf(wanted), known };
          wanted.push(dot);
        }
      }
    }
    return { wanted: runsOf(wanted), known };
  }

  came(dot: Dot): void {
    if (this.#asked.size > 0) this.#asked.delete(dotName(dot.origin, dot.seq));
  }

  #isOnItsWay(dot: Dot, now: number): boolean {
    const asked = this.#asked.get(dotName(dot.origin, dot.seq));
    return asked !== undefined && now < asked.againAtMs;
  }

  /** @returns whether there was room */
  #note(dot: Dot, now: number): boolean {
    const { announcements } = this.#host.bounds;
    this.#asked.delete(dotName(dot.origin, dot.seq));
    if (this.#asked.size >= announcements) this.#forget(now);
    if (this.#asked.size >= announcements) {
      this.#host.dropped('announcements');
      return false;
    }
    this.#asked.set(dotName(dot.origin, dot.seq), { dot, againAtMs: now + this.#askAgainMs });
    return true;
  }

  /** What came by another way, or will not come any more. */
  #forget(now: number): void {
    for (const [name, { dot, againAtMs }] of this.#asked)
      if (againAtMs <= now || this.#host.hasSeen(dot)) this.#asked.delete(name);
  }
}
