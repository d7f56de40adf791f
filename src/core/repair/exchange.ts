/** The conversation of anti-entropy: a digest asks, deltas answer with what the asker lacks, and say what they hold themselves. */

import {
  WIRE_VERSION,
  type GossipBody,
  type WireAck,
  type WireDifference,
  type WireEcho,
  type WireWanted,
} from '../../protocol/gossip.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import type { Duty } from '../agenda.ts';
import type { SeenSections } from '../measure/completeness.ts';
import type { Merged } from '../merge.ts';
import type { ReplicaState } from '../state.ts';
import { nodeOf } from '../store/dot.ts';
import { withinLimit } from '../store/wire-seen.ts';
import { answerToSymbols } from '../reconcile/answer-symbols.ts';
import { vectorBeside } from '../reconcile/compare.ts';
import { ReconcileQuestions } from '../reconcile/questions.ts';
import { answerTo, pushTo } from './answer.ts';
import type { Courier } from './courier.ts';
import type { OriginLog } from '../store/origin-log.ts';
import type { OutgoingAcks } from './outgoing-acks.ts';
import { Pull } from './pull.ts';
import type { RoundTrips } from './round-trips.ts';

export class Exchange {
  readonly #state: ReplicaState;
  readonly #courier: Courier;
  readonly #outgoing: OutgoingAcks;
  readonly #roundTrips: RoundTrips;
  readonly #pull: Pull;
  readonly #reconcile: ReconcileQuestions;

  constructor(state: ReplicaState, courier: Courier, outgoing: OutgoingAcks, roundTrips: RoundTrips) {
    this.#state = state;
    this.#courier = courier;
    this.#outgoing = outgoing;
    this.#roundTrips = roundTrips;
    this.#pull = new Pull(state, outgoing, roundTrips);
    this.#reconcile = new ReconcileQuestions(state);
  }

  /** Opens a round of push-pull, or goes on with one: the peer's answer says all that it has seen. */
  ask(peer: NodeId, now: number): void {
    this.#question(peer, now, false, true);
  }

  /** The same, as the settings have it: the answer may say no more than what differs. */
  compare(peer: NodeId, now: number, goesOn = false): void {
    this.#question(peer, now, goesOn, false);
  }

  #question(peer: NodeId, now: number, goesOn: boolean, isWhole: boolean): void {
    const { convergence, origin, reachability } = this.#state;
    if (!this.#state.isPeer(peer)) return;
    const from = convergence.missingFrom(peer);
    const ageMs = Math.max(0, Math.ceil(now - (convergence.missingSince(peer) ?? now)));
    const after = this.#pull.cursorFor(peer, goesOn, now);
    const wanted = from !== undefined && { wanted: [[origin, from, ageMs] as const] };
    const symbols = isWhole ? undefined : this.#reconcile.symbols(peer, after?.[2] ?? 0);
    if (symbols !== undefined)
      this.#courier.sendMessage(peer, 'symbols', { v: WIRE_VERSION, symbols, ...wanted }, now);
    else {
      const vector = { ...this.seenSections(now), ...(after !== undefined && { after }) };
      this.#courier.sendMessage(peer, 'digest', { v: WIRE_VERSION, ...vector, ...wanted }, now);
    }
    this.#roundTrips.asked(peer, now);
    reachability.asked(peer, now);
  }

  /** There are other peers. */
  membersChanged(): void {
    this.#pull.membersChanged();
    this.#reconcile.membersChanged();
  }

  /** Whether a peer is sending many writes: nobody else has to be asked for them. */
  isFetching(now: number): boolean {
    return this.#pull.isOpen(now);
  }

  /** Goes on with what a lost message interrupted. */
  get duty(): Duty {
    return {
      part: this.#pull,
      run: (now) => {
        const peer = this.#pull.resume(now);
        if (peer !== undefined) this.compare(peer, now, true);
      },
    };
  }

  /**
   * Answers a question; goes on asking, or pushes back what the peer was seen to lack, when an answer has come.
   * @param merged what the message's entries were to this replica
   * @param entriesLeftOut entries that will never be taken in, and are not in the body
   * @returns whether the peer lacked anything
   */
  answer(body: GossipBody, from: NodeId, merged: Merged, now: number, entriesLeftOut = 0): boolean {
    if (body.wanted !== undefined) this.#acknowledgeWanted(body.wanted, from, now);
    if (merged.early.some(([origin]) => nodeOf(origin) === from)) this.#reportEarly(body, from, now);
    if (body.type === 'digest') return this.#answerDigest(body, from, now);
    if (body.type === 'symbols') return this.#answerSymbols(body, from, now);
    if (body.type !== 'delta') return false;
    this.#roundTrips.answered(from, now);
    const goesOn = this.#pull.took(body, from, merged, now, entriesLeftOut);
    const { difference, answer, seen } = body;
    if (difference === undefined && (answer?.[3] === 'head' || answer?.[3] === 'done'))
      this.#reconcile.ended(from);
    const isAgain = difference !== undefined && this.#reconcile.took(from, difference);
    if (isAgain) this.compare(from, now, this.#pull.isOpenWith(from, now));
    else if (goesOn) this.compare(from, now, true);
    if (seen !== undefined) return this.#pushBack(seen, from, now);
    return difference?.[3] === 'decoded' && this.#pushDifference(difference, from, now);
  }

  /** What this replica has seen of every origin, and through what time it knows everything. */
  seenSections(now: number): SeenSections {
    const sections = this.#state.completeness.seenSections(now, this.#state.activeAtMs);
    const { seen = [] } = sections;
    const bounded = withinLimit(seen);
    return bounded === seen ? sections : { ...sections, seen: bounded };
  }

  /** Acknowledgements of this replica's writes count; those of other nodes' writes are passed on. */
  takeAcks(acks: readonly WireAck[], now: number): void {
    const { convergence, config, out } = this.#state;
    for (const ack of acks) {
      const [origin, by, runs] = ack;
      if (origin === this.#state.origin) {
        for (const [from, to, heldAtMs, atMost] of runs) {
          const isAtMost = atMost !== undefined;
          const isNews = convergence.acknowledge({ by, from, to, heldAtMs, isAtMost }, now, out.events);
          if (isNews) out.changes?.push({ type: 'acked', by, from, to, heldAtMs, isAtMost });
        }
      } else if (this.#state.knows(origin)) this.#outgoing.passOn(ack, now + config.ackDelayMs);
      // What is left was meant for an earlier life of this node, or for one that nobody here has heard of: it asks again itself.
    }
  }

  /** Tells a node whose own writes come from the future what time it is here: it will find its clock wrong, or ours. */
  #reportEarly({ origin, at }: GossipBody, peer: NodeId, now: number): void {
    this.#courier.sendMessage(peer, 'delta', { echo: this.#echoOf(origin, at) }, now);
  }

  #echoOf(asker: Origin, at: number): WireEcho {
    const { correctionMs } = this.#state;
    return correctionMs === 0 ? [asker, at] : [asker, at, correctionMs];
  }

  #answerDigest(body: GossipBody, peer: NodeId, now: number): boolean {
    const { bounds } = this.#state;
    const { v, origin: asker, at, seen = [] } = body;
    const echo = this.#echoOf(asker, at);
    // Version 1 has no cursor, and always asks for writes.
    const after = v === undefined ? ([null, 0, bounds.answerMessages] as const) : body.after;
    if (after === undefined) {
      this.#courier.sendMessage(peer, 'delta', { echo, ...this.seenSections(now) }, now);
      return false;
    }
    const answer = answerTo({ asker, seen, after }, this.#state, this.#dueBefore(peer, now), bounds);
    answer.messages.forEach((message, i) => {
      const isLast = i === answer.messages.length - 1;
      const sections = isLast ? { echo, ...this.seenSections(now) } : {};
      this.#courier.sendParcel(peer, 'delta', message.parcel, { ...sections, answer: message.answer }, now);
    });
    return answer.isBehind;
  }

  #answerSymbols({ origin: asker, at, symbols }: GossipBody, peer: NodeId, now: number): boolean {
    if (symbols === undefined) return false;
    const told = (): SeenSections => this.seenSections(now);
    const { bounds } = this.#state;
    const dueBefore = this.#dueBefore(peer, now);
    const answer = answerToSymbols({ asker, symbols }, this.#state, told, dueBefore, bounds);
    answer.messages.forEach(({ parcel, sections }, i) => {
      const isLast = i === answer.messages.length - 1;
      const echo = isLast && { echo: this.#echoOf(asker, at) };
      this.#courier.sendParcel(peer, 'delta', parcel, { ...echo, ...sections }, now);
    });
    return answer.isBehind;
  }

  #pushDifference(
    [asker, salt, , , rows = [], unknown = []]: WireDifference,
    peer: NodeId,
    now: number,
  ): boolean {
    if (asker !== this.#state.origin || (rows.length === 0 && unknown.length === 0)) return false;
    return this.#pushBack(vectorBeside(rows, unknown, salt, this.#state.seen), peer, now);
  }

  #pushBack(seen: NonNullable<GossipBody['seen']>, peer: NodeId, now: number): boolean {
    const parcels = pushTo(seen, this.#state, this.#dueBefore(peer, now), this.#state.bounds);
    for (const parcel of parcels) this.#courier.sendParcel(peer, 'delta', parcel, {}, now);
    return parcels.length > 0;
  }

  /** What has been held for longer is no longer on its way. */
  #dueBefore(peer: NodeId, now: number): number {
    return now - Math.max(this.#state.config.repairAfterMs, this.#roundTrips.onTheWayMs(peer));
  }

  #acknowledgeWanted(wanted: readonly WireWanted[], from: NodeId, now: number): void {
    let left = this.#state.bounds.repeatedAcks;
    const firsts = new Map<Origin, number>();
    for (const [origin, first] of wanted) firsts.set(origin, Math.min(first, firsts.get(origin) ?? first));
    for (const [origin, wantedFrom] of firsts) {
      left = this.#repeatAcks(origin, wantedFrom, left, now);
      if (nodeOf(origin) === from) this.#outgoing.sendDirectly(origin);
    }
  }

  /**
   * Those with a date one by one, out of the log; what the log has let go in runs.
   * @param limit how many @returns how many of that are left
   */
  #repeatAcks(origin: Origin, asked: number, limit: number, now: number): number {
    const known = this.#state.seen.of(origin);
    if (known === undefined || !this.#outgoing.isAwaited(origin)) return limit;
    const { log, stable } = known;
    let left = limit;
    // An old question may arrive late: what is stable has been acknowledged since.
    for (const [first, last] of known.heldIn(Math.max(asked, stable + 1), Infinity)) {
      for (let seq = first; seq <= last && left > 0; left--) {
        const entry = log.get(seq);
        if (entry === undefined) {
          const to = nextLogged(log, seq, last) - 1;
          this.#outgoing.addUndated(origin, seq, to, now, now);
          seq = to + 1;
        } else this.#outgoing.add(origin, seq++, entry.heldAtMs, now);
      }
      if (left === 0) break;
    }
    return left;
  }
}

/** The first sequence number from `seq` on that the log has, or the one behind `last`: no further is looked. */
function nextLogged(log: OriginLog, seq: number, last: number): number {
  const end = Math.min(log.end, last + 1);
  for (let next = Math.max(seq, log.first); next < end; next++) if (log.get(next) !== undefined) return next;
  return last + 1;
}
