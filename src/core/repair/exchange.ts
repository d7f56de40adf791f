/** The conversation of anti-entropy: a digest asks, a delta answers with what the asker lacks and says what it has itself. */

import type { NodeId, Origin } from '../../protocol/names.ts';
import type { GossipBody, WireSeen, WireWanted } from '../../protocol/gossip.ts';
import { compareText } from '../../base/order.ts';
import { ClaimTable } from '../measure/completeness-table.ts';
import type { Courier } from './courier.ts';
import { deltaFor, type Parcel } from './delta.ts';
import { nodeOf } from '../store/dot.ts';
import type { OwedAcks } from './outgoing-acks.ts';
import type { ReplicaState } from '../state.ts';
import type { OriginState } from '../store/origin-state.ts';

/** Acknowledgements repeated for one digest; the rest is asked for by the next. */
const REPEATED_ACKS_LIMIT = 10_000;

export class Exchange {
  readonly #state: ReplicaState;
  readonly #courier: Courier;
  readonly #owed: OwedAcks;
  #lastSeen: readonly WireSeen[] = [];

  constructor(state: ReplicaState, courier: Courier, owed: OwedAcks) {
    this.#state = state;
    this.#courier = courier;
    this.#owed = owed;
  }

  /** Opens a round of push-pull. */
  ask(peer: NodeId, now: number): void {
    const { convergence, origin, reachability } = this.#state;
    const from = convergence.missingFrom(peer);
    const standing = this.standing(now);
    this.#courier.post(
      peer,
      'digest',
      from === undefined ? standing : { ...standing, wanted: [[origin, from]] },
      now,
    );
    reachability.asked(peer, now);
  }

  /**
   * Answers a digest, or completes a round by pushing back what the answer showed to be missing there.
   * @returns whether the peer lacked anything
   */
  answer(body: GossipBody, from: NodeId, now: number): boolean {
    if (body.wanted !== undefined) this.#acknowledgeWanted(body.wanted, from, now);
    if (body.seen === undefined || (body.type !== 'digest' && body.type !== 'delta')) return false;
    const parcels = deltaFor(body.seen, this.#state, now - this.#state.config.repairAfterMs);
    if (body.type === 'digest') {
      const [first = {}, ...rest] = parcels;
      this.#courier.post(from, 'delta', { ...this.standing(now), ...first }, now);
      this.#push(rest, from, now);
    } else this.#push(parcels, from, now);
    return parcels.length > 0;
  }

  #acknowledgeWanted(wanted: readonly WireWanted[], from: NodeId, now: number): void {
    for (const [origin, wantedFrom] of wanted) {
      this.#repeatAcks(origin, wantedFrom, now);
      if (nodeOf(origin) === from) this.#owed.straighten(origin);
    }
  }

  #push(parcels: readonly Parcel[], peer: NodeId, now: number): void {
    for (const parcel of parcels) this.#courier.post(peer, 'delta', parcel, now);
  }

  /** What this replica has seen of every origin, and until when it knows each node's writes completely. */
  standing(now: number): Pick<GossipBody, 'seen' | 'roll'> {
    const { completeness, activeAtMs } = this.#state;
    if (completeness instanceof ClaimTable) return { seen: this.#seenWithAges(completeness, now) };
    const isWanted = activeAtMs >= completeness.throughMs;
    return { seen: this.#seenAlone(), roll: completeness.report(now, isWanted) };
  }

  #seenWithAges(table: ClaimTable, now: number): WireSeen[] {
    const { seen, origin } = this.#state;
    const ages = new Map<Origin, number | null>(seen.all().map((known) => [known.origin, null]));
    // Rounded up: to claim less than is known is safe, to claim more is not.
    for (const { origin: of, atMs } of table.known())
      ages.set(of, Math.max(0, Math.ceil((now - atMs) * 1000) / 1000));
    ages.set(origin, 0);
    return [...ages]
      .sort(([a], [b]) => compareText(a, b))
      .map(([of, ageMs]) => wireSeen(of, seen.of(of), ageMs));
  }

  /** What did not change since the last time is not made anew. */
  #seenAlone(): readonly WireSeen[] {
    const all = this.#state.seen.all();
    let isSame = all.length === this.#lastSeen.length;
    const section = all.map((known, i) => {
      const last = this.#lastSeen[i];
      if (last !== undefined && isToldBy(last, known)) return last;
      isSame = false;
      return wireSeen(known.origin, known, null);
    });
    if (!isSame) this.#lastSeen = section;
    return this.#lastSeen;
  }

  #repeatAcks(origin: Origin, asked: number, now: number): void {
    const { seen, out } = this.#state;
    const known = seen.of(origin);
    if (known === undefined) return;
    const { log, stable } = known;
    // An old question may arrive late: what is stable has been acknowledged since.
    const from = Math.max(asked, stable + 1);
    const undated = Math.min(log.first - 1, known.through);
    const end = Math.min(log.end, from + REPEATED_ACKS_LIMIT);
    for (let seq = from; seq <= undated && seq < from + REPEATED_ACKS_LIMIT; seq++) {
      this.#owed.add(origin, seq, now, now);
      out.events.push({ type: 'dropped', what: 'apply_times', count: 1 });
    }
    for (let seq = Math.max(from, undated + 1); seq < end; seq++) {
      const entry = log.get(seq);
      if (entry !== undefined) this.#owed.add(origin, seq, entry.heldAtMs, now);
    }
  }
}

function wireSeen(origin: Origin, known: OriginState | undefined, ageMs: number | null): WireSeen {
  const { through, stable } = known ?? { through: 0, stable: 0 };
  const runs = known?.runs() ?? [];
  return runs.length > 0 ? [origin, through, ageMs, stable, runs] : [origin, through, ageMs, stable];
}

function isToldBy([origin, through, , stable, beyond]: WireSeen, known: OriginState): boolean {
  const isWhole = beyond === undefined && !known.hasGaps;
  return isWhole && through === known.through && stable === known.stable && origin === known.origin;
}
