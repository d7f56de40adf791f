/** The settings of a simulation, as they stand in its report: enough to run it again, byte for byte. */

import { z } from 'zod';
import {
  ANTI_ENTROPY_METHODS,
  FAILURE_DETECTORS,
  LEAST_PROBE_INTERVAL_MS,
  TOPOLOGIES,
} from '../../core/config.ts';
import { RUMOR_STOPS } from '../../core/dissemination/rumor-interest.ts';
import { RUMOR_EXCHANGES } from '../../core/dissemination/rumor-mongering.ts';
import { isKnownStrategy, STRATEGY_NAMES } from '../../core/dissemination/strategies.ts';
import { OUR_WORKLOADS } from '../../load/workloads.ts';
import { TOPOLOGY_SHAPES } from '../../net/topology.ts';
import { CLOCK_AHEAD_LIMIT_MS } from '../../protocol/validate/limits.ts';
import { LIMITS, SettingsSchema } from './settings-schema.ts';

/** Upper ends, each within what one machine holds. */
export const SIMULATION_LIMITS = {
  ...LIMITS,
  nodes: 100_000,
  heldVersions: 20_000_000,
} as const;

const ms = z.number().min(0).max(LIMITS.durationMs);
const count = z.int().min(1).max(LIMITS.faults);
const faults = z.int().min(0).max(LIMITS.faults);

/** A text that says where a strategy is, and no name of one. */
const STRATEGY_FILE = /[/\\]|\.[cm]?[jt]s$/;

export function isStrategyFile(strategy: string): boolean {
  return STRATEGY_FILE.test(strategy);
}

const GossipSchema = z
  .strictObject({
    strategy: z
      .string()
      .refine((name) => isKnownStrategy(name) || isStrategyFile(name), {
        error: `Choose from: ${STRATEGY_NAMES.join(', ')}; or a file of your own: ./mine.js`,
      })
      .describe('One of ours, or a strategy of your own: its name, or its file as it was given.'),
    topology: z.enum(TOPOLOGIES),
    keepAliveIntervalMs: ms.default(1000),
    shuffleIntervalMs: ms.default(10_000),
    flushIntervalMs: ms,
    fanout: count,
    roundIntervalMs: ms,
    rumorStopCount: count,
    rumorExchange: z.enum(RUMOR_EXCHANGES).default('push'),
    rumorStop: z.enum(RUMOR_STOPS).default('feedback-counter'),
    lazyIntervalMs: ms,
    graftAfterMs: ms,
    batchIntervalMs: ms,
    ackDelayMs: ms,
    antiEntropy: z.enum(ANTI_ENTROPY_METHODS).default('version-vector'),
    antiEntropyIntervalMs: ms,
    antiEntropyIdleMs: ms,
    repairAfterMs: ms,
    suspectAfterMs: ms,
    failureDetector: z.enum(FAILURE_DETECTORS).default('none'),
    probeIntervalMs: ms.min(LEAST_PROBE_INTERVAL_MS).default(1000),
    maxClockAheadMs: ms.max(CLOCK_AHEAD_LIMIT_MS).default(10_000),
  })
  .describe("The nodes' own settings: flags of gossipscope node.");

export const SimulationSettingsSchema = SettingsSchema.omit({
  attach: true,
  tokenFile: true,
  ca: true,
  nodes: true,
  casRatio: true,
  deleteRatio: true,
  pauses: true,
  crashes: true,
  restarts: true,
  faultMs: true,
  bounds: true,
  strategy: true,
  preset: true,
  consistencyModels: true,
  concurrency: true,
  topologyShape: true,
  maxTxnLength: true,
  maxWritesPerKey: true,
  strict: true,
  agents: true,
  bin: true,
  nodeArgs: true,
  metricsPort: true,
  output: true,
})
  .extend({
    workload: z.enum(OUR_WORKLOADS).describe('What the clients ask for.'),
    nodes: z.int().min(1).max(SIMULATION_LIMITS.nodes).describe('Replicas: n0, n1, …'),
    // Again, so that it keeps its place in a report: a seed gives the same bytes.
    casRatio: SettingsSchema.shape.casRatio,
    deleteRatio: SettingsSchema.shape.deleteRatio,
    gossip: GossipSchema,
    bounds: SettingsSchema.shape.bounds,
    settleMs: ms
      .nullable()
      .describe('When it has to have settled, after the load; null: what the settings imply.'),
    skewMs: ms.describe("Each node's clock is off by up to this, either way."),
    driftRatio: z
      .number()
      .min(0)
      .max(0.5)
      .describe("Each node's clock gains or loses up to this share of the time."),
    pauses: faults.describe('Times that a node stands still, drawn over the load; what comes waits for it.'),
    crashes: faults.describe('Times that a node crashes and comes back with its memory.'),
    restarts: faults.describe('Times that a node crashes and comes back without its memory.'),
    clockJumps: faults
      .default(0)
      .describe('Times that a node comes back without its memory and with its clock far ahead or back.'),
    topologyShape: z
      .enum(TOPOLOGY_SHAPES)
      .optional()
      .describe('Which neighbours clients name, with the topology given; absent: a grid.'),
    memberChanges: faults
      .optional()
      .describe('Times that a node joins, leaves, is removed or replaced; absent: the members are fixed.'),
    dataRestarts: faults
      .default(0)
      .describe(
        'Times that a node is killed and comes back with what it kept on disk; all nodes keep their data then.',
      ),
    faultMs: ms.describe('How long each of these lasts, on average.'),
  })
  .describe('All that a flag can set.');

export type SimulationSettings = z.infer<typeof SimulationSettingsSchema>;
