/**
 * How far the clocks of the peers are from this node's, estimated from the questions and answers that travel anyway (Cristian
 * 1989; NTP does the same). A question left at t0 and its answer came at t1, both by the clock here; the peer answered at `at`,
 * by its own. Then its clock is ahead by `at` − (t0 + t1)/2, and that is wrong by half of the round trip at most.
 *
 * Clocks are compared as they are, before any correction: each node says by how much it corrects its own. So all nodes that know
 * of each other come to the same time, and a clock that is set right is seen to be right.
 */

import type { Peers } from '../membership.ts';
import { nodeOf } from '../store/dot.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';

/** An estimate with a smaller bound wins, until the one that is held has outlived so many others: clocks drift. */
const OUTLIVED_LIMIT = 8;

export interface ClockOffset {
  /** How far the peer's clock is ahead; negative: it is behind. */
  readonly offsetMs: number;
  /** The estimate is wrong by this at most. */
  readonly boundMs: number;
}

/** A question and its answer, by the clocks of the two as they are. */
export interface RoundTripTimes {
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  readonly arrivedAtMs: number;
}

interface Estimate extends ClockOffset {
  /** The life of the peer whose clock it is. */
  readonly origin: Origin;
  outlived: number;
}

const NONE: ClockOffset = { offsetMs: 0, boundMs: 0 };

export class ClockOffsets {
  #peerCount: number;
  readonly #maxAheadMs: number;
  readonly #byPeer = new Map<NodeId, Estimate>();
  #isInDoubt = false;
  /** The estimate that differs most. */
  worst: ClockOffset = NONE;
  /** Whether this node's clock is further from those of most of its peers than clocks may be, even if all bounds favour it. */
  isFar = false;
  /** Whether it is not, whatever the clocks that are not known show. Where too few are known, neither holds. */
  isNear = false;

  /** @param maxAheadMs how far apart clocks may be */
  constructor(peerCount: number, maxAheadMs: number) {
    this.#peerCount = peerCount;
    this.#maxAheadMs = maxAheadMs;
  }

  /** Another view: these are the peers from now on. */
  membersChanged(peerCount: number, isPeer: (node: NodeId) => boolean): void {
    this.#peerCount = peerCount;
    for (const peer of this.#byPeer.keys()) if (!isPeer(peer)) this.#byPeer.delete(peer);
    this.#assess();
  }

  /** Something came from the future: some clock is wrong, or the correction of the one here. */
  sawFuture(): void {
    this.#isInDoubt = true;
  }

  /** Peers whose clocks have to be known, because some clock is wrong and it is not known whose. */
  undecided(peers: Peers): NodeId[] {
    if (!this.#isInDoubt || this.isNear || this.#isSettled) return [];
    return peers.filter((peer) => !this.#byPeer.has(peer));
  }

  of(peer: NodeId): ClockOffset | undefined {
    return this.#byPeer.get(peer);
  }

  /** That of the node whose life this is; undefined: it is not known, or of another life. */
  ofLife(origin: Origin): ClockOffset | undefined {
    const known = this.#byPeer.get(nodeOf(origin));
    return known?.origin === origin ? known : undefined;
  }

  /** Goes on with what an earlier life of this node knew: it had the same clock. */
  inherit(earlier: ClockOffsets): void {
    for (const [peer, estimate] of earlier.#byPeer) this.#byPeer.set(peer, estimate);
    this.#assess();
  }

  /** A new life of a peer may have another clock. @returns whether its clock has to be known, and is not any more */
  heard(peer: NodeId, origin: Origin): boolean {
    const known = this.#byPeer.get(peer);
    if (known === undefined || known.origin === origin) return false;
    this.#byPeer.delete(peer);
    this.#assess();
    return this.#isInDoubt;
  }

  /** A question to this life of the peer was answered. */
  answered(peer: NodeId, origin: Origin, { askedAtMs, answeredAtMs, arrivedAtMs }: RoundTripTimes): void {
    const boundMs = (arrivedAtMs - askedAtMs) / 2;
    if (boundMs < 0) return;
    const offsetMs = answeredAtMs - (askedAtMs + arrivedAtMs) / 2;
    const known = this.#byPeer.get(peer);
    if (known !== undefined && boundMs > known.boundMs && known.outlived < OUTLIVED_LIMIT) {
      known.outlived++;
      // Both cannot be true where their bounds leave a gap: a clock was set meanwhile.
      if (Math.abs(offsetMs - known.offsetMs) <= boundMs + known.boundMs) return;
    }
    this.#byPeer.set(peer, { origin, offsetMs, boundMs, outlived: 0 });
    this.#assess();
  }

  /**
   * By how much this node's clock has to be corrected: where it is far from those of most peers, to the median of all clocks, its
   * own among them. Of two in the middle the earlier one counts, for its versions can be taken in everywhere; a clock that is
   * not known yet, as after a restart, is taken to be right by the present correction.
   * @param presentMs by how much it is corrected now. That stays while it is near enough, or nothing better is known: each change ends
   * a life of the node, and must not come and go with estimates that are more exact at one time than at another.
   */
  correctionMs(presentMs: number): number {
    const isCorrected = presentMs !== 0;
    if (this.isNear) return isCorrected && !this.#isNearForSure && !this.#isFarBy(presentMs) ? presentMs : 0;
    if (!this.isFar) return presentMs;
    const offsets = [0, ...[...this.#byPeer.values()].map(({ offsetMs }) => offsetMs)];
    while (offsets.length <= this.#peerCount) offsets.push(presentMs);
    offsets.sort((a, b) => a - b);
    const medianMs = Math.round(offsets[this.#peerCount >> 1] ?? 0);
    if (isCorrected && Math.abs(medianMs - presentMs) <= this.#maxAheadMs) return presentMs;
    return Math.abs(medianMs) <= this.#maxAheadMs ? 0 : medianMs;
  }

  /** Whether this node's clock is as near to those of half of its peers as clocks have to be, even if no bound favours it. */
  get #isNearForSure(): boolean {
    const near = this.#count(({ offsetMs, boundMs }) => Math.abs(offsetMs) + boundMs <= this.#maxAheadMs);
    return 2 * near >= this.#peerCount;
  }

  /** Whether it would be as far from them as `isFar` says, corrected by so much. */
  #isFarBy(correctionMs: number): boolean {
    const far = this.#count(
      ({ offsetMs, boundMs }) => Math.abs(offsetMs - correctionMs) - boundMs > this.#maxAheadMs,
    );
    return 2 * far > this.#peerCount;
  }

  #count(isOne: (estimate: Estimate) => boolean): number {
    return [...this.#byPeer.values()].filter(isOne).length;
  }

  /** Whether the median of all clocks is known, whatever those show that are not. */
  get #isSettled(): boolean {
    if (!this.isFar) return false;
    const offsets = [0, ...[...this.#byPeer.values()].map(({ offsetMs }) => offsetMs)].sort((a, b) => a - b);
    const middle = this.#peerCount >> 1;
    const unknown = this.#peerCount + 1 - offsets.length;
    const [earliest, latest] = [offsets[middle - unknown], offsets[middle]];
    return earliest !== undefined && latest !== undefined && latest - earliest <= this.#maxAheadMs;
  }

  #assess(): void {
    this.worst = NONE;
    let [far, near] = [0, 0];
    for (const estimate of this.#byPeer.values()) {
      const apartMs = Math.abs(estimate.offsetMs);
      if (apartMs > Math.abs(this.worst.offsetMs)) this.worst = estimate;
      if (apartMs - estimate.boundMs > this.#maxAheadMs) far++;
      else near++;
    }
    if (far > 0) this.#isInDoubt = true;
    this.isFar = 2 * far > this.#peerCount;
    this.isNear = 2 * near >= this.#peerCount;
  }
}
