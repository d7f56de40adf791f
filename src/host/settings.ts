/** A node's settings: their defaults, and what a preset or another setting implies. Their flags and variables are in bin/flags/. */

import type { Bounds } from '../core/bounds.ts';
import { DEFAULT_GOSSIP, PRESETS, type GossipSettings, type PresetName } from '../core/config.ts';
import { GIVEN_TOPOLOGY_REPAIR_MS, repairAfterMsOf } from '../core/dissemination/strategies.ts';
import type { Durability } from '../durable/log/log-host.ts';
import type { LogLevel } from '../observe/log.ts';
import type { WorkloadName } from '../workload/workloads.ts';

export interface NodeSettings extends GossipSettings {
  readonly workload: WorkloadName;
  readonly seed: number;
  readonly metricsHost: string;
  /** Of the first node in `node_ids`; the next node takes the next port. 0: a free port for each. */
  readonly metricsPort: number;
  readonly logLevel: LogLevel;
  readonly convergenceTimeoutMs: number;
  readonly traceSends: boolean;
  /** Where the node keeps its data; undefined: in memory alone. */
  readonly data?: string | undefined;
  readonly durability: Durability;
  /** Those that differ from the defaults. */
  readonly bounds: Partial<Bounds>;
}

export const DEFAULT_NODE: NodeSettings = {
  ...DEFAULT_GOSSIP,
  workload: 'kv',
  seed: 1,
  metricsHost: '127.0.0.1',
  metricsPort: 9464,
  logLevel: 'info',
  convergenceTimeoutMs: 30_000,
  traceSends: false,
  data: undefined,
  durability: 'sync',
  bounds: {},
};

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

/** What is given wins over the preset, the preset over the defaults; the time until repair follows from strategy and topology. */
export function completeSettings(
  given: Partial<NodeSettings>,
  defaults: NodeSettings,
  preset?: PresetName,
): NodeSettings {
  const settings: NodeSettings = { ...defaults, ...(preset && PRESETS[preset]), ...given };
  const hasOwn = given.repairAfterMs !== undefined || (preset !== undefined && given.strategy === undefined);
  if (hasOwn) return settings;
  const usualMs = repairAfterMsOf(settings.strategy);
  const repairAfterMs = settings.topology !== 'full' ? Math.max(usualMs, GIVEN_TOPOLOGY_REPAIR_MS) : usualMs;
  return { ...settings, repairAfterMs };
}
