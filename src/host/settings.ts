/** A node's settings, declared once: the flags, the `GOSSIP_*` variables, `--help` and the documentation follow from here. */

import { DEFAULT_GOSSIP, type GossipSettings } from '../core/config.ts';
import { STRATEGY_NAMES, type StrategyName } from '../core/dissemination/strategies.ts';
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
  /** As it would be typed. */
  readonly default: string;
}

const ms = (value: number): string => `${value}ms`;
const duration: SettingKind = { kind: 'duration' };

export const NODE_SETTINGS: readonly Setting[] = [
  {
    name: 'strategy',
    flag: 'strategy',
    help: 'how writes reach the other nodes first; anti-entropy repairs what it misses',
    type: { kind: 'choice', choices: STRATEGY_NAMES },
    default: DEFAULT_GOSSIP.strategy satisfies StrategyName,
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
    help: 'writes younger than this are taken to be on their way and not repaired; set it above the network latency',
    type: duration,
    default: ms(DEFAULT_GOSSIP.repairAfterMs),
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

export function variableOf(setting: Setting): string {
  return `GOSSIP_${setting.flag.replaceAll('-', '_').toUpperCase()}`;
}
