/** The conversation of anti-entropy: a digest asks, a delta answers with what the asker lacks and says what it has itself. */

import type { NodeId } from '../protocol/envelope.ts';
import type { GossipBody, Origin, WireSeen } from '../protocol/gossip.ts';
import { compareText } from '../base/order.ts';
import type { AntiEntropy } from './anti-entropy.ts';
import type { Courier } from './courier.ts';
import { deltaFor, type Parcel } from './delta.ts';
import { nodeOf } from './dot.ts';
import type { ReplicaState } from './state.ts';

/** Acknowledgements repeated for one digest; the rest is asked for by the next. */
const REPEATED_ACKS_LIMIT = 10_000;

export class Exchange {
  readonly #state: ReplicaState;
  readonly #courier: Courier;
  readonly #antiEntropy: AntiEntropy;

  constructor(state: ReplicaState, courier: Courier, antiEntropy: AntiEntropy) {
    this.#state = state;
    this.#courier = courier;
    this.#antiEntropy = antiEntropy;
  }

  /** Opens a round of push-pull. */
  ask(peer: NodeId, now: number): void {
    const ackFrom = this.#state.convergence.missingFrom(peer);
    this.#courier.post(
      peer,
      'digest',
      { seen: this.#seenSection(now), ...(ackFrom !== undefined && { ackFrom }) },
      now,
    );
    this.#state.reachability.asked(peer, now);
  }

  /** Answers a digest, or completes a round by pushing back what the answer showed to be missing there. */
  answer(body: GossipBody, from: NodeId, now: number): void {
    if (body.ackFrom !== undefined) this.#repeatAcks(body.origin, body.ackFrom, now);
    if (body.seen === undefined) return;
    const parcels = deltaFor(body.seen, this.#state, now - this.#state.config.repairAfterMs);
    if (parcels.length > 0) this.#antiEntropy.stirred(now);
    if (body.type === 'digest') {
      const [first = {}, ...rest] = parcels;
      this.#courier.post(from, 'delta', { seen: this.#seenSection(now), ...first }, now);
      this.#push(rest, from, now);
    } else this.#push(parcels, from, now);
  }

  #push(parcels: readonly Parcel[], peer: NodeId, now: number): void {
    for (const parcel of parcels) this.#courier.post(peer, 'delta', parcel, now);
  }

  /** What this replica has seen of every origin, and until when it knows each node's writes completely. */
  #seenSection(now: number): WireSeen[] {
    const { seen, completeness, origin } = this.#state;
    const origins = new Set([...seen.origins(), ...completeness.origins(), origin]);
    return [...origins].sort(compareText).map((of): WireSeen => {
      const runs = seen.of(of)?.runs() ?? [];
      const through = seen.through(of);
      const ageMs = this.#completeAgeMs(of, now);
      return runs.length > 0 ? [of, through, ageMs, runs] : [of, through, ageMs];
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
    const { log, seen, owed, out, stable } = this.#state;
    // An old question may arrive late: what is stable has been acknowledged since.
    const from = Math.max(asked, (stable.get(origin) ?? 0) + 1);
    const undated = Math.min(log.first(origin) - 1, seen.through(origin));
    const end = Math.min(log.end(origin), from + REPEATED_ACKS_LIMIT);
    for (let seq = from; seq <= undated && seq < from + REPEATED_ACKS_LIMIT; seq++) {
      owed.add({ origin, seq, heldAtMs: now }, now);
      out.events.push({ type: 'dropped', what: 'apply_times', count: 1 });
    }
    for (let seq = Math.max(from, undated + 1); seq < end; seq++) {
      const entry = log.get(origin, seq);
      if (entry !== undefined) owed.add(entry, now);
    }
  }
}
