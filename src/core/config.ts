/** Everything a replica is told from outside. */

import type { Prng } from '../base/prng.ts';
import type { NodeId } from '../protocol/envelope.ts';
import type { StrategyName, StrategySettings } from './dissemination/strategies.ts';
import type { TraceIds } from './events.ts';

/** How a replica gossips. All times in ms. What a strategy does not use has no effect with it. */
export interface GossipSettings extends StrategySettings {
  readonly strategy: StrategyName;
  /** How long an acknowledgement waits for a message to ride on. */
  readonly ackDelayMs: number;
  /** Between two anti-entropy rounds while there is something to repair. */
  readonly antiEntropyIntervalMs: number;
  /** The longest pause between two rounds, reached by doubling while nothing differs. */
  readonly antiEntropyIdleMs: number;
  /** Entries younger than this are taken to be on their way, and are not repaired yet. */
  readonly repairAfterMs: number;
  /** A peer that has not answered for this long is suspected to be unreachable. */
  readonly suspectAfterMs: number;
}

export const DEFAULT_GOSSIP: GossipSettings = {
  strategy: 'direct-mail',
  flushIntervalMs: 10,
  fanout: 4,
  roundIntervalMs: 100,
  rumorStopCount: 3,
  lazyIntervalMs: 500,
  graftAfterMs: 500,
  batchIntervalMs: 50,
  ackDelayMs: 100,
  antiEntropyIntervalMs: 1000,
  antiEntropyIdleMs: 30_000,
  repairAfterMs: 250,
  suspectAfterMs: 2000,
};

export interface ReplicaConfig extends GossipSettings {
  readonly node: NodeId;
  /** All nodes of the cluster, this one among them. */
  readonly nodes: readonly NodeId[];
  /** Distinguishes this life of the node from earlier ones. */
  readonly incarnation: number;
  readonly rng: Prng;
  /** Absent where tracing is off. */
  readonly traceIds?: TraceIds | undefined;
}
