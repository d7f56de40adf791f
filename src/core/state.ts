/** The parts of a replica, made once and shared by what acts on them. */

import type { NodeId, Origin } from '../protocol/names.ts';
import { HybridClock } from './store/clock.ts';
import type { Completeness } from './measure/completeness.ts';
import { CompletenessTable } from './measure/completeness-table.ts';
import type { ReplicaConfig } from './config.ts';
import { Convergence } from './measure/convergence.ts';
import { makeOrigin } from './store/dot.ts';
import type { Droppable, TraceIds } from './events.ts';
import { Log } from './store/log.ts';
import { membershipOf, type Membership, type Peers } from './membership.ts';
import type { Effects } from './effects.ts';
import { CompletenessRoll } from './measure/completeness-roll.ts';
import { Reachability } from './reachability.ts';
import { ReadLog } from './measure/read-log.ts';
import { Store } from './store/store.ts';
import { VersionVector } from './store/version-vector.ts';
import type { ViewReads } from './measure/view-reads.ts';

/** A cluster of up to so many nodes keeps books of each of them; a larger one calls the roll. */
const SMALL_CLUSTER = 256;

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
  readonly log = new Log(this.seen);
  readonly clock = new HybridClock();
  readonly reads = new ReadLog();
  /** Where the workload has a view. */
  viewReads: ViewReads | undefined;
  readonly completeness: Completeness;
  readonly convergence: Convergence;
  readonly reachability: Reachability;
  readonly traceIds: TraceIds | undefined;
  /** When something was last read here or taken in. */
  activeAtMs = -Infinity;
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
    this.completeness =
      this.peers.length < SMALL_CLUSTER
        ? new CompletenessTable(this.origin, this.peers.length, (node) => this.isPeer(node), this.seen)
        : new CompletenessRoll(this.#membership, config.node, this.seen);
    this.convergence = new Convergence(this.peers.length, (node) => this.isPeer(node));
    this.reachability = new Reachability(this.peers.length, config.suspectAfterMs);
    this.traceIds = config.traceIds;
  }

  isPeer(name: string): name is NodeId {
    return name !== this.config.node && this.#membership.has(name);
  }

  /** The origin says that all replicas have its writes through `seq`: nobody needs to be told of them any more. */
  stabilised(origin: Origin, seq: number): void {
    if (seq === 0 || seq <= (this.seen.of(origin)?.stable ?? 0)) return;
    this.seen.ensure(origin).stable = seq;
    this.log.prune(origin, seq);
  }

  /** Something fell off a bound. */
  dropped(what: Droppable, count: number): void {
    if (count > 0) this.out.events.push({ type: 'dropped', what, count });
  }

  /** No write accepted anywhere before this can still arrive. */
  completeThroughMs(): number {
    return this.completeness.throughMs;
  }
}
