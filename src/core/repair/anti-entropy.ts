/**
 * Anti-entropy (Demers et al. 1987, section 1.3): push-pull of version vectors with a random peer, under every
 * strategy. While nothing differs the pauses double; anything new brings the interval back.
 */

import type { NodeId } from '../../protocol/names.ts';
import type { Prng } from '../../base/prng.ts';
import type { Peers } from '../membership.ts';

/** While writes are pending but nothing arrives (a partition, say), pauses grow to this many intervals and no further. */
const PENDING_BACKOFF = 2;
/** While a stale read waits for its details: one word of how far the nodes are is mostly all that is missing. */
const AWAITING_BACKOFF = 1;
/** Rounds are spread by this share of the pause, so that nodes do not march in step. */
const JITTER_RATIO = 0.2;
/** Where rounds are made with a few neighbours, one of so many is made with any peer: the neighbours may all be in one piece of the overlay. */
export const ROUNDS_FOR_ONE_BEYOND = 4;

export class AntiEntropy {
  #peers: Peers;
  /** All, where rounds are made with a few of them. */
  #beyond: Peers | undefined;
  readonly #rng: Prng;
  readonly #intervalMs: number;
  readonly #idleMs: number;
  #pauseMs: number;
  #rounds = 0;
  dueAtMs = Infinity;

  constructor(
    peers: Peers,
    rng: Prng,
    settings: { readonly antiEntropyIntervalMs: number; readonly antiEntropyIdleMs: number },
  ) {
    this.#peers = peers;
    this.#rng = rng;
    this.#intervalMs = settings.antiEntropyIntervalMs;
    this.#idleMs = Math.max(settings.antiEntropyIdleMs, this.#intervalMs);
    this.#pauseMs = this.#intervalMs;
  }

  start(now: number): void {
    if (this.#peers.length > 0) this.#schedule(now);
  }

  /**
   * Rounds are made with these from now on.
   * @param beyond with whom some of them are made all the same
   */
  setPeers(peers: Peers, beyond?: Peers): void {
    this.#peers = peers;
    this.#beyond = beyond;
  }

  /** There are other peers: rounds come at the base interval, as long as there are any. */
  restart(now: number): void {
    this.dueAtMs = Infinity;
    this.#pauseMs = this.#intervalMs;
    this.start(now);
  }

  /** Something is new here, or was new to a peer: rounds come at the base interval again. */
  somethingNew(now: number): void {
    if (this.#pauseMs === this.#intervalMs) return;
    this.#pauseMs = this.#intervalMs;
    if (this.dueAtMs > now + this.#intervalMs) this.#schedule(now);
  }

  /**
   * Whom to exchange with now: in turns any peer, and one of those that are known to lack something.
   * @param lagging peers whose acknowledgements are missing, or whose clocks have to be known
   * @param isAwaiting whether something is known to be missing here: how far the nodes are, or what time it is
   */
  nextPeer(now: number, lagging: readonly NodeId[], isAwaiting: boolean): NodeId | undefined {
    this.#rounds++;
    const among = lagging.length > 0 && this.#rounds % 2 === 0 ? lagging : this.#anyOf;
    const peer = among.at(this.#rng.below(among.length));
    const backoff = isAwaiting ? AWAITING_BACKOFF : lagging.length > 0 ? PENDING_BACKOFF : Infinity;
    this.#pauseMs = Math.min(this.#pauseMs * 2, this.#idleMs, this.#intervalMs * backoff);
    this.#schedule(now);
    return peer;
  }

  get #anyOf(): Peers {
    // Odd, as are all rounds that are not for those who lag.
    const isBeyond = this.#rounds % ROUNDS_FOR_ONE_BEYOND === 1;
    return isBeyond && this.#beyond !== undefined ? this.#beyond : this.#peers;
  }

  #schedule(now: number): void {
    this.dueAtMs = now + this.#pauseMs * (1 + JITTER_RATIO * (this.#rng.float() - 0.5));
  }
}
