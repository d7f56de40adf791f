/** What a message claims beside its entries: how far its sender is and, by its word, the other nodes. */

import type { GossipBody, WireEcho, WireRoll, WireSeen } from '../../protocol/gossip.ts';
import type { NodeId } from '../../protocol/names.ts';
import type { ReplicaState } from '../state.ts';
import { nodeOf } from '../store/dot.ts';
import type { Exchange } from './exchange.ts';
import type { Rounds } from './rounds.ts';

export class Claims {
  readonly #state: ReplicaState;
  readonly #exchange: Exchange;
  readonly #rounds: Rounds;

  constructor(state: ReplicaState, exchange: Exchange, rounds: Rounds) {
    this.#state = state;
    this.#exchange = exchange;
    this.#rounds = rounds;
  }

  learn(body: GossipBody, from: NodeId, now: number): void {
    const { origin, seq, at, stable, acks, seen, symbols, difference, wanted, echo } = body;
    const { offsets, completeness } = this.#state;
    if (offsets.heard(from, origin)) this.#rounds.somethingNew(now);
    if (echo?.[0] === this.#state.origin) this.#timed(from, body, echo, now);
    // What is dated in this node's future counts up to the present: the rest may be a wrong clock.
    completeness.claim(from, origin, seq, Math.min(at, now), true);
    this.#state.stabilised(origin, stable);
    if (acks !== undefined) this.#exchange.takeAcks(acks, now);
    this.#rounds.told(from, origin, seq, now);
    for (const [of, first, ageMs] of wanted ?? []) this.#rounds.wanted(from, of, first, ageMs, now);
    const rows = seen ?? symbols?.[3];
    if (rows !== undefined) this.#peerHasSeen(from, rows, body, now);
    // Only the life that asked has seen all of the rows that an answer does not name.
    if (difference?.[4] !== undefined && difference[0] === this.#state.origin)
      this.#peerHasSeen(from, difference[4], body, now);
  }

  /** What the clocks of the two show, without their corrections. */
  #timed(
    from: NodeId,
    { origin, at }: GossipBody,
    [, askedAtMs, correctionMs = 0]: WireEcho,
    now: number,
  ): void {
    const { offsets, correctionMs: own } = this.#state;
    const times = { askedAtMs: askedAtMs - own, answeredAtMs: at - correctionMs, arrivedAtMs: now - own };
    offsets.answered(from, origin, times);
  }

  #peerHasSeen(peer: NodeId, seen: readonly WireSeen[], { at, roll }: GossipBody, now: number): void {
    const { completeness } = this.#state;
    const mine = this.#state.seen.beside(seen);
    const lacking: WireSeen[] = [];
    seen.forEach((theirs, i) => {
      const [origin, through, completeAgeMs, stable] = theirs;
      const known = mine[i];
      if (through > (known?.through ?? 0)) {
        lacking.push(theirs);
        this.#rounds.told(peer, origin, through, now);
      }
      if (stable > (known?.stable ?? 0)) this.#state.stabilised(origin, stable);
      if (completeAgeMs === null) return;
      completeness.claim(nodeOf(origin), origin, through, Math.min(at - completeAgeMs, now));
    });
    if (roll !== undefined) completeness.heard(untilNow(roll, now), lacking);
  }
}

/** Who is complete through a later time is so through an earlier one: what is dated in the future counts up to the present. */
function untilNow([throughMs, targetMs, present]: WireRoll, now: number): WireRoll {
  const until = throughMs === null ? null : Math.min(throughMs, now);
  return targetMs === undefined ? [until] : [until, Math.min(targetMs, now), present ?? []];
}
