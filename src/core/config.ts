/** Everything a replica is told from outside. */

import type { Prng } from '../base/prng.ts';
import type { NodeId, Origin } from '../protocol/names.ts';
import type { Bounds } from './bounds.ts';
import { REPAIR_AFTER_MS } from './dissemination/strategies.ts';
import type { StrategySettings } from './dissemination/strategy-settings.ts';
import type { TraceIds } from './events.ts';

export const TOPOLOGIES = ['full', 'given', 'hyparview'] as const;
export type Topology = (typeof TOPOLOGIES)[number];

export const ANTI_ENTROPY_METHODS = ['version-vector', 'set-reconciliation'] as const;
export type AntiEntropyMethod = (typeof ANTI_ENTROPY_METHODS)[number];

export const FAILURE_DETECTORS = ['none', 'swim'] as const;
/** More often is a loop and no probe. */
export const LEAST_PROBE_INTERVAL_MS = 10;
export type FailureDetectorName = (typeof FAILURE_DETECTORS)[number];

/** How a replica gossips. All times in ms. What a strategy does not use has no effect with it. */
export interface GossipSettings extends StrategySettings {
  /** One of ours, or one that was added. */
  readonly strategy: string;
  /** With whom a node gossips: with everybody, with the neighbours that a client's `topology` request gives it, or with its active view. */
  readonly topology: Topology;
  /** HyParView: between two words to a neighbour. */
  readonly keepAliveIntervalMs: number;
  /** HyParView: between two shuffles of the passive views. */
  readonly shuffleIntervalMs: number;
  /** How long an acknowledgement waits for a message to ride on. */
  readonly ackDelayMs: number;
  /** How a round finds what differs: by the whole version vector, or by coded symbols of it, in proportion to the difference. */
  readonly antiEntropy: AntiEntropyMethod;
  /** Between two anti-entropy rounds while there is something to repair. */
  readonly antiEntropyIntervalMs: number;
  /** The longest pause between two rounds, reached by doubling while nothing differs. */
  readonly antiEntropyIdleMs: number;
  /** Entries younger than this are taken to be on their way, and are not repaired yet. */
  readonly repairAfterMs: number;
  /** A peer that has not answered for this long is suspected to be unreachable. */
  readonly suspectAfterMs: number;
  /** Whether peers are probed, or only suspected where they do not answer what was asked anyway. */
  readonly failureDetector: FailureDetectorName;
  /** SWIM: between two probes of one node. */
  readonly probeIntervalMs: number;
  /** A version from further ahead than this is not taken in yet, and a clock that is further off is taken for wrong. */
  readonly maxClockAheadMs: number;
}

export const DEFAULT_GOSSIP: GossipSettings = {
  strategy: 'direct-mail',
  topology: 'full',
  keepAliveIntervalMs: 1000,
  shuffleIntervalMs: 10_000,
  flushIntervalMs: 10,
  fanout: 4,
  roundIntervalMs: 100,
  rumorStopCount: 3,
  rumorExchange: 'push',
  rumorStop: 'feedback-counter',
  lazyIntervalMs: 500,
  graftAfterMs: 500,
  batchIntervalMs: 50,
  ackDelayMs: 100,
  antiEntropy: 'version-vector',
  antiEntropyIntervalMs: 1000,
  antiEntropyIdleMs: 30_000,
  repairAfterMs: REPAIR_AFTER_MS['direct-mail'],
  suspectAfterMs: 2000,
  failureDetector: 'none',
  probeIntervalMs: 1000,
  maxClockAheadMs: 10_000,
};

/** Settings that go together. What is not named here keeps its default. */
export const PRESETS = {
  /** For clusters with latencies of up to 100 ms: few messages, and everybody has a write within 0.6 s. */
  'relay-fast': {
    strategy: 'relay',
    flushIntervalMs: 0,
    batchIntervalMs: 300,
    ackDelayMs: 1000,
    antiEntropyIntervalMs: 10_000,
    repairAfterMs: 1500,
    suspectAfterMs: 1500,
  },
  /** The same with fewer messages still, within 2 s. */
  'relay-lean': {
    strategy: 'relay',
    flushIntervalMs: 500,
    batchIntervalMs: 600,
    ackDelayMs: 2000,
    antiEntropyIntervalMs: 10_000,
    repairAfterMs: 2500,
    suspectAfterMs: 2500,
  },
} as const satisfies Record<string, Partial<GossipSettings>>;

export type PresetName = keyof typeof PRESETS;

/** How a node comes to be a member. */
export interface ViewsSettings {
  /** The first members of a new cluster; empty: it asks to join one. */
  readonly founders: readonly Origin[];
  /** It founds a new cluster alone, whatever its life is; where there are `seeds`, only if none of them knows of one. */
  readonly foundsAlone?: boolean | undefined;
  /** Whom it asks. */
  readonly seeds: readonly NodeId[];
  /** A life of this node before was a member beside others: there is a cluster, even if this one has not been let in yet. */
  readonly knowsOfCluster?: boolean | undefined;
  /** Where it listens for the others; undefined: nobody needs to be told. */
  readonly address?: string | undefined;
}

export interface ReplicaConfig extends GossipSettings {
  readonly node: NodeId;
  /** All nodes of the cluster, this one among them. */
  readonly nodes: readonly NodeId[];
  /** Distinguishes this life of the node from earlier ones. */
  readonly incarnation: number;
  /** When the process began that goes on with a life of another one, in microseconds. */
  readonly startUs?: number | undefined;
  readonly rng: Prng;
  /** Who counts changes while the cluster runs; `nodes` is then this node alone. Absent: `nodes` names all there will ever be. */
  readonly views?: ViewsSettings | undefined;
  /** The time that this life is given is not what the node's clock shows, but so much later: the clock was found wrong. */
  readonly correctionMs?: number | undefined;
  /** Bounds that differ from the defaults. */
  readonly bounds?: Partial<Bounds> | undefined;
  /** Absent where tracing is off. */
  readonly traceIds?: TraceIds | undefined;
}
