/** A node's settings, declared once: the flags, the `GOSSIP_*` variables, `--help` and the documentation follow from here. */

import { DEFAULT_GOSSIP, PRESETS, TOPOLOGIES, type GossipSettings, type PresetName } from '../core/config.ts';
import {
  GIVEN_TOPOLOGY_REPAIR_MS,
  REPAIR_AFTER_MS,
  STRATEGY_NAMES,
  type StrategyName,
} from '../core/dissemination/strategies.ts';
import { LOG_LEVELS, type LogLevel } from '../observe/log.ts';
import { WORKLOAD_NAMES, type WorkloadName } from '../workload/workloads.ts';

export interface NodeSettings extends GossipSettings {
  readonly workload: WorkloadName;
  readonly seed: number;
  readonly metricsHost: string;
  readonly metricsPort: number;
  readonly logLevel: LogLevel;
  readonly convergenceTimeoutMs: number;
  readonly traceSends: boolean;
}

/** How a setting's text is read. */
export type SettingKind =
  | { readonly kind: 'duration' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'text' }
  | { readonly kind: 'switch' };

export interface Setting {
  readonly name: keyof NodeSettings;
  /** Without the dashes; the variable is `GOSSIP_` and this in capitals. */
  readonly flag: string;
  readonly help: string;
  readonly type: SettingKind;
  /** As it would be typed. Absent where the default depends on another setting. */
  readonly default?: string;
}

const ms = (value: number): string => `${value}ms`;
const duration: SettingKind = { kind: 'duration' };

function repairDefaults(): string {
  return Object.entries(REPAIR_AFTER_MS)
    .map(([strategy, value]) => `${strategy} ${ms(value)}`)
    .join(', ');
}

export const NODE_SETTINGS: readonly Setting[] = [
  {
    name: 'strategy',
    flag: 'strategy',
    help: 'how writes reach the other nodes first; anti-entropy repairs what it misses',
    type: { kind: 'choice', choices: STRATEGY_NAMES },
    default: DEFAULT_GOSSIP.strategy satisfies StrategyName,
  },
  {
    name: 'topology',
    flag: 'topology',
    help: 'with whom a node gossips: full, with everybody; given, with the neighbours that a topology request names (relay: anti-entropy only)',
    type: { kind: 'choice', choices: TOPOLOGIES },
    default: DEFAULT_GOSSIP.topology,
  },
  {
    name: 'workload',
    flag: 'workload',
    help: 'which requests clients make',
    type: { kind: 'choice', choices: WORKLOAD_NAMES },
    default: 'kv' satisfies WorkloadName,
  },
  {
    name: 'flushIntervalMs',
    flag: 'flush-interval',
    help: 'how long writes gather before one message a peer carries them; 0: sent at once',
    type: duration,
    default: ms(DEFAULT_GOSSIP.flushIntervalMs),
  },
  {
    name: 'fanout',
    flag: 'fanout',
    help: 'rumor-mongering: peers told a round; plumtree: links of each node',
    type: { kind: 'integer', min: 1, max: 1000 },
    default: String(DEFAULT_GOSSIP.fanout),
  },
  {
    name: 'roundIntervalMs',
    flag: 'round-interval',
    help: 'rumor-mongering: between two rounds',
    type: duration,
    default: ms(DEFAULT_GOSSIP.roundIntervalMs),
  },
  {
    name: 'rumorStopCount',
    flag: 'rumor-stop-count',
    help: 'rumor-mongering: a rumor is dropped after it was told needlessly this often',
    type: { kind: 'integer', min: 1, max: 1000 },
    default: String(DEFAULT_GOSSIP.rumorStopCount),
  },
  {
    name: 'lazyIntervalMs',
    flag: 'lazy-interval',
    help: 'plumtree: how long announcements gather',
    type: duration,
    default: ms(DEFAULT_GOSSIP.lazyIntervalMs),
  },
  {
    name: 'graftAfterMs',
    flag: 'graft-after',
    help: 'plumtree: how long an announced write may take before it is asked for',
    type: duration,
    default: ms(DEFAULT_GOSSIP.graftAfterMs),
  },
  {
    name: 'batchIntervalMs',
    flag: 'batch-interval',
    help: 'relay: how long the relay gathers before it sends a batch',
    type: duration,
    default: ms(DEFAULT_GOSSIP.batchIntervalMs),
  },
  {
    name: 'ackDelayMs',
    flag: 'ack-delay',
    help: 'how long an acknowledgement waits for a message to ride on; convergence times do not depend on it',
    type: duration,
    default: ms(DEFAULT_GOSSIP.ackDelayMs),
  },
  {
    name: 'antiEntropyIntervalMs',
    flag: 'anti-entropy-interval',
    help: 'between two anti-entropy rounds while there is something to repair',
    type: duration,
    default: ms(DEFAULT_GOSSIP.antiEntropyIntervalMs),
  },
  {
    name: 'antiEntropyIdleMs',
    flag: 'anti-entropy-idle',
    help: 'the longest pause between two rounds, reached by doubling while nothing differs',
    type: duration,
    default: ms(DEFAULT_GOSSIP.antiEntropyIdleMs),
  },
  {
    name: 'repairAfterMs',
    flag: 'repair-after',
    help: `writes younger than this are taken to be on their way; by strategy: ${repairDefaults()}; with --topology given at least ${ms(GIVEN_TOPOLOGY_REPAIR_MS)}`,
    type: duration,
  },
  {
    name: 'suspectAfterMs',
    flag: 'suspect-after',
    help: 'a peer that has not answered for this long is suspected to be unreachable',
    type: duration,
    default: ms(DEFAULT_GOSSIP.suspectAfterMs),
  },
  {
    name: 'metricsPort',
    flag: 'metrics-port',
    help: 'scrape endpoint of the first node in node_ids; the next node takes the next port. 0: a free port',
    type: { kind: 'integer', min: 0, max: 65_535 },
    default: '9464',
  },
  {
    name: 'metricsHost',
    flag: 'metrics-host',
    help: 'address that the scrape endpoint binds to',
    type: { kind: 'text' },
    default: '127.0.0.1',
  },
  {
    name: 'convergenceTimeoutMs',
    flag: 'convergence-timeout',
    help: "a traced write's span ends with an error if the write is still pending after this",
    type: duration,
    default: '30000ms',
  },
  {
    name: 'traceSends',
    flag: 'trace-sends',
    help: 'trace each node-to-node message with a span of its own, too',
    type: { kind: 'switch' },
    default: 'false',
  },
  {
    name: 'seed',
    flag: 'seed',
    help: 'seed of all random choices (peers, pauses)',
    type: { kind: 'integer', min: 0, max: 2 ** 32 - 1 },
    default: '1',
  },
  {
    name: 'logLevel',
    flag: 'log-level',
    help: 'least severity that is logged on stderr',
    type: { kind: 'choice', choices: LOG_LEVELS },
    default: 'info',
  },
];

/** Flags that set several others: what is set by itself wins. */
export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

/** Fills in what a preset says, and what follows from other settings. */
export function completeSettings(
  given: Partial<NodeSettings>,
  defaults: NodeSettings,
  preset?: PresetName,
): NodeSettings {
  const settings: NodeSettings = { ...defaults, ...(preset && PRESETS[preset]), ...given };
  const hasOwn = given.repairAfterMs !== undefined || (preset !== undefined && given.strategy === undefined);
  if (hasOwn) return settings;
  const usualMs = REPAIR_AFTER_MS[settings.strategy];
  const repairAfterMs = settings.topology === 'given' ? Math.max(usualMs, GIVEN_TOPOLOGY_REPAIR_MS) : usualMs;
  return { ...settings, repairAfterMs };
}

export function variableOf(setting: Setting): string {
  return `GOSSIP_${setting.flag.replaceAll('-', '_').toUpperCase()}`;
}
