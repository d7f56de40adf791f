/** The conversation of anti-entropy: a digest asks, a delta answers with what the asker lacks and says what it has itself. */

import type { NodeId } from '../protocol/envelope.ts';
import type { GossipBody, Origin, WireSeen } from '../protocol/gossip.ts';
import { compareText } from '../base/order.ts';
import type { Courier } from './courier.ts';
import { deltaFor, type Parcel } from './delta.ts';
import { nodeOf } from './dot.ts';
import type { OwedAcks } from './owed-acks.ts';
import type { ReplicaState } from './state.ts';

/**
 * A message says of nodes until when their writes are known completely, also of those that never wrote. In a cluster beyond
 * this size they take turns, so many a message: else a digest would grow with the cluster, and all of them with its
 * square. All that suffers is how soon a stale read is known in full.
 */
export const SMALL_CLUSTER = 256;
export const CLAIMS_PER_MESSAGE = 16;

/** Acknowledgements repeated for one digest; the rest is asked for by the next. */
const REPEATED_ACKS_LIMIT = 10_000;

export class Exchange {
  readonly #state: ReplicaState;
  readonly #courier: Courier;
  readonly #owed: OwedAcks;

  constructor(state: ReplicaState, courier: Courier, owed: OwedAcks) {
    this.#state = state;
    this.#courier = courier;
    this.#owed = owed;
  }

  /** Opens a round of push-pull. */
  ask(peer: NodeId, now: number): void {
    const { convergence, origin, reachability } = this.#state;
    const from = convergence.missingFrom(peer);
    const seen = this.seenSection(now);
    this.#courier.post(
      peer,
      'digest',
      from === undefined ? { seen } : { seen, wanted: [[origin, from]] },
      now,
    );
    reachability.asked(peer, now);
  }

  /**
   * Answers a digest, or completes a round by pushing back what the answer showed to be missing there.
   * @returns whether the peer lacked anything
   */
  answer(body: GossipBody, from: NodeId, now: number): boolean {
    for (const [origin, wantedFrom] of body.wanted ?? []) {
      this.#repeatAcks(origin, wantedFrom, now);
      if (nodeOf(origin) === from) this.#owed.straighten(origin, this.#state.config.node);
    }
    if (body.seen === undefined || (body.type !== 'digest' && body.type !== 'delta')) return false;
    const parcels = deltaFor(body.seen, this.#state, now - this.#state.config.repairAfterMs);
    if (body.type === 'digest') {
      const [first = {}, ...rest] = parcels;
      this.#courier.post(from, 'delta', { seen: this.seenSection(now), ...first }, now);
      this.#push(rest, from, now);
    } else this.#push(parcels, from, now);
    return parcels.length > 0;
  }

  #push(parcels: readonly Parcel[], peer: NodeId, now: number): void {
    for (const parcel of parcels) this.#courier.post(peer, 'delta', parcel, now);
  }

  /** What this replica has seen of every origin, and until when it knows each node's writes completely. */
  seenSection(now: number): WireSeen[] {
    const { seen, completeness, origin, peers } = this.#state;
    const limit = peers.length < SMALL_CLUSTER ? SMALL_CLUSTER : CLAIMS_PER_MESSAGE;
    const origins = new Set([...seen.origins(), ...completeness.someOrigins(limit), origin]);
    return [...origins].sort(compareText).map((of): WireSeen => {
      const runs = seen.of(of)?.runs() ?? [];
      const through = seen.through(of);
      const ageMs = this.#completeAgeMs(of, now);
      const stable = this.#state.stable.get(of) ?? 0;
      return runs.length > 0 ? [of, through, ageMs, stable, runs] : [of, through, ageMs, stable];
    });
  }

  #completeAgeMs(origin: Origin, now: number): number | null {
    if (origin === this.#state.origin) return 0;
    const { completeness } = this.#state;
    const node = nodeOf(origin);
    if (completeness.originOf(node) !== origin) return null;
    // Rounded up: to claim less than is known is safe, to claim more is not.
    return Math.max(0, Math.ceil((now - completeness.ofNode(node)) * 1000) / 1000);
  }

  #repeatAcks(origin: Origin, asked: number, now: number): void {
    const { log, seen, out, stable, config } = this.#state;
    // An old question may arrive late: what is stable has been acknowledged since.
    const from = Math.max(asked, (stable.get(origin) ?? 0) + 1);
    const undated = Math.min(log.first(origin) - 1, seen.through(origin));
    const end = Math.min(log.end(origin), from + REPEATED_ACKS_LIMIT);
    for (let seq = from; seq <= undated && seq < from + REPEATED_ACKS_LIMIT; seq++) {
      this.#owed.add(origin, config.node, seq, now, now);
      out.events.push({ type: 'dropped', what: 'apply_times', count: 1 });
    }
    for (let seq = Math.max(from, undated + 1); seq < end; seq++) {
      const entry = log.get(origin, seq);
      if (entry !== undefined) this.#owed.add(origin, config.node, seq, entry.heldAtMs, now);
    }
  }
}
