/** The writes of an earlier life that are accepted again, because its clock was wrong: what `succession.ts` works out takes effect here. */

import type { GossipBody } from '../protocol/gossip.ts';
import type { JsonText, Key } from '../protocol/names.ts';
import type { ReplicaState } from './state.ts';
import type { Entry } from './store/entry.ts';
import { estateOf, keep, Rewritten, unsaid, type Dated } from './succession.ts';

type Writes = readonly (readonly [key: Key, value: JsonText])[];

export class Rewriting {
  readonly #state: ReplicaState;
  readonly #accept: (writes: Writes, dated: Dated, now: number) => Entry;
  readonly #spread: (entry: Entry, now: number) => void;
  /** Where this life goes on from one whose clock was wrong. */
  #rewritten: Rewritten | undefined;

  constructor(
    state: ReplicaState,
    accept: (writes: Writes, dated: Dated, now: number) => Entry,
    spread: (entry: Entry, now: number) => void,
  ) {
    this.#state = state;
    this.#accept = accept;
    this.#spread = spread;
  }

  /** Takes over what an earlier life held. @param shiftMs by how much the time of this life differs from the one before */
  succeed(earlier: Rewriting, shiftMs: number, now: number): void {
    const before = earlier.#state;
    const bornAtMs = this.#state.config.incarnation / 1000;
    const { sound, misdated } = estateOf(before, {
      ...{ shiftMs, bornAtMs },
      limitUs: this.#state.clockLimitUs(now),
    });
    keep(sound, this.#state, now);
    const rewritten = new Rewritten(before.origin, earlier.#rewritten);
    this.#rewritten = rewritten;
    for (const { entry, values, dated } of misdated) {
      rewritten.add({ entry, values });
      this.#rewrite(values, dated, now);
    }
    this.#state.offsets.inherit(before.offsets);
    for (const [what, count] of unsaid(before)) this.#state.dropped(what, count);
  }

  /** Older writes of the life that ended must not replace what was accepted again. */
  defend({ entries = [] }: GossipBody, now: number): void {
    if (this.#rewritten === undefined) return;
    const { store, origin } = this.#state;
    const threatened = this.#rewritten.threatened(entries, store, origin, this.#state.clockLimitUs(now));
    if (threatened === undefined) return;
    this.#rewrite(threatened.values, { clockUs: threatened.latestUs + 1, acceptedAtMs: now }, now);
  }

  #rewrite(writes: Writes, dated: Dated, now: number): void {
    const entry = this.#accept(writes, dated, now);
    const { acceptedAtMs, clockUs, keys } = entry;
    this.#state.out.events.push({ type: 'rewritten', dot: entry, clockUs, keys, acceptedAtMs });
    this.#spread(entry, now);
  }
}
