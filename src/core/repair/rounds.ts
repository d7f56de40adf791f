/**
 * Whom a replica asks, and when: a random peer in each round of anti-entropy, and at once the peers that owe something, be it
 * writes that they said they have or acknowledgements of writes made here.
 */

import type { Duty } from '../agenda.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import type { Peers } from '../membership.ts';
import type { ReplicaState } from '../state.ts';
import { AntiEntropy } from './anti-entropy.ts';
import { AwaitedAcks } from './awaited-acks.ts';
import type { Exchange } from './exchange.ts';
import type { RoundTrips } from './round-trips.ts';
import { MissingWrites } from './missing-writes.ts';

export class Rounds {
  readonly #state: ReplicaState;
  readonly #exchange: Exchange;
  readonly #hub: () => NodeId | undefined;
  readonly #antiEntropy: AntiEntropy;
  readonly #missing: MissingWrites;
  readonly #awaited: AwaitedAcks;
  /** Whether the hub was asked in the last round. */
  #wasWithHub = false;

  /** @param hub the node that hears of everything first, where the strategy has one */
  constructor(
    state: ReplicaState,
    exchange: Exchange,
    roundTrips: RoundTrips,
    hub: () => NodeId | undefined,
  ) {
    const { peers, config, seen, convergence } = state;
    const [partners] = partnersOf(state);
    this.#state = state;
    this.#exchange = exchange;
    this.#hub = hub;
    this.#antiEntropy = new AntiEntropy(partners, config.rng.fork('anti-entropy'), config);
    const onTheWayMs = (peer: NodeId): number => roundTrips.onTheWayMs(peer);
    this.#missing = new MissingWrites(seen, (peer) => Math.max(config.repairAfterMs, onTheWayMs(peer)));
    this.#awaited = new AwaitedAcks(peers, convergence, config.repairAfterMs + config.ackDelayMs, (peer) =>
      roundTrips.timeoutMs(peer),
    );
  }

  /** In the order in which they are done. */
  duties(): Duty[] {
    return [
      { part: this.#antiEntropy, run: (now) => this.#nextRound(now) },
      { part: this.#missing, run: (now) => this.#askDebtors(now) },
      { part: this.#awaited, run: (now) => this.#askDebtors(now) },
      { part: this.#state.setAside, run: (now) => this.#askForSetAside(now) },
    ];
  }

  start(now: number): void {
    this.#antiEntropy.start(now);
    // What a process before this one was still waiting for is asked for again.
    if (this.#state.convergence.isIncomplete) this.#awaited.expect(now);
  }

  /** Rounds are made with other neighbours from now on. */
  neighboursChanged(): void {
    this.#antiEntropy.setPeers(...partnersOf(this.#state));
  }

  /** Another view: there are other peers. */
  membersChanged(now: number): void {
    const { peers } = this.#state;
    this.#antiEntropy.setPeers(...partnersOf(this.#state));
    this.#awaited.setPeers(peers);
    this.#antiEntropy.restart(now);
  }

  /** A write was accepted here. */
  accepted(now: number): void {
    this.#awaited.expect(now);
    this.#antiEntropy.somethingNew(now);
  }

  /** Something is new here, or was new to a peer. */
  somethingNew(now: number): void {
    this.#antiEntropy.somethingNew(now);
  }

  /** The peer has the origin's writes through `seq`. */
  told(peer: NodeId, origin: Origin, seq: number, now: number): void {
    if (!this.#state.setAside.has(origin)) this.#missing.told(peer, origin, seq, now);
  }

  /** The peer has waited for so long for the acknowledgement of a write: one that is missing here is no longer on its way. */
  wanted(peer: NodeId, origin: Origin, seq: number, ageMs: number | undefined, now: number): void {
    if (this.#state.setAside.has(origin)) return;
    if (ageMs !== undefined && ageMs >= this.#state.config.repairAfterMs)
      this.#missing.told(peer, origin, seq, now, 0);
  }

  #nextRound(now: number): void {
    const { convergence, completeness, reads, viewReads, peers, offsets } = this.#state;
    const unknown = offsets.undecided(peers);
    const lagging = convergence.isIncomplete
      ? peers.filter((peer) => convergence.missingFrom(peer) !== undefined)
      : [];
    const hasOpenStale = reads.hasOpenStale || viewReads?.hasOpenStale === true;
    const isAwaiting = hasOpenStale || completeness.isAsking || unknown.length > 0;
    const wanted = unknown.length > 0 ? unknown : lagging;
    const drawn = this.#antiEntropy.nextPeer(now, wanted, isAwaiting);
    const peer = hasOpenStale && unknown.length === 0 ? this.#hubOr(drawn) : drawn;
    if (peer !== undefined) this.#exchange.compare(peer, now);
  }

  /**
   * The hub hears of everything first. By version vectors, each question tells the one who is asked how far the other is. One of set
   * reconciliation does not: who asked the hub alone would never hear what others know beyond it, so they have their turns.
   */
  #hubOr(drawn: NodeId | undefined): NodeId | undefined {
    const isTurnOfOthers = this.#wasWithHub && this.#state.config.antiEntropy === 'set-reconciliation';
    const hub = isTurnOfOthers && drawn !== undefined ? undefined : this.#hub();
    this.#wasWithHub = hub !== undefined;
    return hub ?? drawn;
  }

  /** The clock permits what was set aside. */
  #askForSetAside(now: number): void {
    for (const peer of this.#state.setAside.takeDue(now)) this.#exchange.ask(peer, now);
  }

  /** Each once, whatever it owes. */
  #askDebtors(now: number): void {
    const { reachability } = this.#state;
    const debtors = new Set<NodeId>();
    if (this.#missing.dueAtMs <= now) {
      const late = this.#missing.overdue(now);
      // What peers say meanwhile they say again.
      if (!this.#exchange.isFetching(now)) for (const peer of late) debtors.add(peer);
    }
    if (this.#awaited.dueAtMs <= now) {
      const isSuspected = (peer: NodeId): boolean => reachability.isSuspected(peer);
      for (const peer of this.#awaited.debtors(now, isSuspected)) debtors.add(peer);
    }
    for (const peer of debtors) this.#exchange.compare(peer, now);
  }
}

/** With whom rounds are made, and some of them all the same: with anybody while a node has no neighbour, and where it chose its neighbours itself. */
function partnersOf({ neighbours, peers, hasPartialView }: ReplicaState): [Peers, beyond?: Peers] {
  if (neighbours.length === 0) return [peers];
  return hasPartialView ? [neighbours, peers] : [neighbours];
}
