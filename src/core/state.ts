/** The parts of a replica, made once and shared by what acts on them. */

import type { NodeId } from '../protocol/envelope.ts';
import type { Origin } from '../protocol/gossip.ts';
import { HybridClock } from './clock.ts';
import { Completeness } from './completeness.ts';
import type { ReplicaConfig } from './config.ts';
import { Convergence } from './convergence.ts';
import { makeOrigin } from './dot.ts';
import type { TraceIds } from './events.ts';
import { Log } from './log.ts';
import { membershipOf, type Membership, type Peers } from './membership.ts';
import type { Effects } from './outbox.ts';
import { Reachability } from './reachability.ts';
import { ReadLog } from './read-log.ts';
import { Store } from './store.ts';
import { VersionVector } from './version-vector.ts';
import type { ViewReads } from './view-reads.ts';

export class ReplicaState {
  readonly config: ReplicaConfig;
  readonly out: Effects;
  readonly origin: Origin;
  /** Sorted, without this node. */
  readonly peers: Peers;
  /** Those of the peers that a given topology puts beside this node, sorted; all of them without one. */
  neighbours: Peers;
  readonly store: Store;
  readonly seen = new VersionVector();
  readonly log = new Log();
  readonly clock = new HybridClock();
  readonly reads = new ReadLog();
  /** Where the workload has a view. */
  viewReads: ViewReads | undefined;
  readonly completeness: Completeness;
  readonly convergence: Convergence;
  readonly reachability: Reachability;
  readonly traceIds: TraceIds | undefined;
  /** Through which of its writes each origin has said that all replicas have them. */
  readonly stable = new Map<Origin, number>();
  /** The last sequence number given to a local write. */
  lastSeq = 0;
  readonly #membership: Membership;

  constructor(config: ReplicaConfig, out: Effects) {
    this.config = config;
    this.out = out;
    this.origin = makeOrigin(config.node, config.incarnation);
    this.#membership = membershipOf(config.nodes);
    this.peers = this.#membership.without(config.node);
    this.neighbours = this.peers;
    this.store = new Store(this.peers.length > 0);
    this.completeness = new Completeness(this.peers.length, (node) => this.isPeer(node), this.seen);
    this.convergence = new Convergence(this.peers.length, (node) => this.isPeer(node));
    this.reachability = new Reachability(this.peers.length, config.suspectAfterMs);
    this.traceIds = config.traceIds;
  }

  isPeer(name: string): name is NodeId {
    return name !== this.config.node && this.#membership.has(name);
  }

  /** The origin says that all replicas have its writes through `seq`: nobody needs to be told of them any more. */
  stabilised(origin: Origin, seq: number): void {
    if (seq <= (this.stable.get(origin) ?? 0)) return;
    this.stable.set(origin, seq);
    this.log.prune(origin, seq);
  }

  /** No write accepted anywhere before this can still arrive. */
  completeThroughMs(): number {
    return this.completeness.throughMs;
  }
}
