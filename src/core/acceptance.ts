/** Accepts writes: a client's, and those that are accepted again because their versions were wrong. */

import type { GossipBody } from '../protocol/gossip.ts';
import type { JsonText, Key } from '../protocol/names.ts';
import { returningValues } from './deletes/returning.ts';
import type { Dissemination } from './dissemination/dissemination.ts';
import type { Traceparent } from './events.ts';
import type { Intake } from './intake.ts';
import type { Rounds } from './repair/rounds.ts';
import type { ReplicaState } from './state.ts';
import { Entry } from './store/entry.ts';
import { Rewritten } from './rewritten.ts';
import { estateOf, keep, type Dated } from './succession.ts';

/** Writes of one transaction, or a single one; of a key that is deleted its tombstone. */
export type Writes = readonly (readonly [key: Key, value: JsonText])[];

export class Acceptance {
  readonly #state: ReplicaState;
  readonly #intake: Intake;
  readonly #dissemination: Dissemination;
  readonly #rounds: Rounds;
  /** Where this life goes on from one whose clock was wrong. */
  #rewritten: Rewritten | undefined;

  constructor(
    state: ReplicaState,
    intake: Intake,
    dissemination: Dissemination,
    rounds: Rounds,
    rewritten?: Rewritten,
  ) {
    this.#state = state;
    this.#intake = intake;
    this.#dissemination = dissemination;
    this.#rounds = rounds;
    this.#rewritten = rewritten;
  }

  /** A client's. */
  write(writes: Writes, now: number, parent?: Traceparent): Entry {
    const { clock, out, traceIds } = this.#state;
    const dated = { clockUs: clock.tick(now), acceptedAtMs: now };
    const entry = this.#accept(writes, dated, traceIds?.forWrite(parent, now), now);
    out.events.push({ type: 'accepted', dot: entry, acceptedAtMs: now, traceparent: entry.traceparent });
    this.#spread(entry, now);
    return entry;
  }

  #accept(
    writes: Writes,
    { clockUs, acceptedAtMs }: Dated,
    traceparent: Traceparent | undefined,
    now: number,
  ): Entry {
    const { store, seen, clock, origin } = this.#state;
    clock.observe(clockUs);
    const seq = ++this.#state.lastSeq;
    const stamp = { origin, seq, clockUs, acceptedAtMs, keys: store.keysOf(writes) };
    const arrival = store.nextArrival();
    const entry = new Entry(stamp, { hops: 0, traceparent, from: undefined, heldAtMs: now, arrival });
    for (const [key, value] of writes) {
      store.put(key, entry, value, this.#state.completeness.throughMs);
    }
    store.applied(entry);
    seen.add(origin, entry.seq);
    this.#state.keepEntry(entry, true);
    return entry;
  }

  #spread(entry: Entry, now: number): void {
    const { convergence, peers, out } = this.#state;
    convergence.accepted(entry, out.events);
    if (peers.length === 0) return;
    this.#intake.log(entry);
    this.#dissemination.accepted(entry, now);
    this.#rounds.accepted(now);
  }

  /** Goes on from an earlier life. @param shiftMs by how much the time of this life differs from the one before */
  succeed(earlier: Acceptance, shiftMs: number, now: number): void {
    const before = earlier.#state;
    const bornAtMs = this.#state.config.incarnation / 1000;
    const limitUs = this.#state.clockLimitUs(now);
    const { sound, misdated } = estateOf(before, { shiftMs, endedAtMs: now - shiftMs, bornAtMs, limitUs });
    keep(sound, this.#state, now);
    // What was kept has not changed for those who watch; what is accepted again has.
    this.#state.store.watcher = before.store.watcher;
    const rewritten = new Rewritten(before.origin, earlier.#rewritten);
    this.#rewritten = rewritten;
    for (const { entry, values } of misdated) rewritten.add({ entry, values });
    for (const ofLife of rewritten.all()) this.#state.out.changes?.push({ type: 'rewritten', ...ofLife });
    for (const { values, dated } of misdated) this.#rewrite(values, dated, now);
  }

  #rewrite(writes: Writes, dated: Dated, now: number): void {
    const entry = this.#accept(writes, dated, undefined, now);
    const { origin, seq, acceptedAtMs, clockUs, keys } = entry;
    this.#state.out.events.push({ type: 'rewritten', dot: { origin, seq }, clockUs, keys, acceptedAtMs });
    this.#spread(entry, now);
  }

  /** Called before a message is merged: what of it must not simply be taken in? */
  defend(body: GossipBody, now: number): void {
    if (this.#rewritten !== undefined) this.#defendRewritten(this.#rewritten, body, now);
    const returning = returningValues(body, this.#state, now);
    if (returning.length > 0)
      this.#rewrite(returning, { clockUs: this.#state.clock.tick(now), acceptedAtMs: now }, now);
  }

  /** Older writes of the life that ended must not replace what was accepted again. */
  #defendRewritten(rewritten: Rewritten, { entries = [] }: GossipBody, now: number): void {
    const { store, origin } = this.#state;
    const threatened = rewritten.threatened(entries, store, origin, this.#state.clockLimitUs(now));
    if (threatened === undefined) return;
    this.#rewrite(threatened.values, { clockUs: threatened.latestUs + 1, acceptedAtMs: now }, now);
  }
}
