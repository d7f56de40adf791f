/** The flags of `gossipscope simulate`, and the settings that they give. */

import { DEFAULT_GOSSIP, type GossipSettings, type PresetName } from '../../core/config.ts';
import { completeSettings, type NodeSettings } from '../../host/settings.ts';
import {
  SimulationSettingsSchema,
  type SimulationSettings,
} from '../../report/schema/simulation-settings-schema.ts';
import { DEFAULT_DIAGRAM_MESSAGES } from '../../report/diagram/wanted.ts';
import type { ReproductionName } from '../../simulate/reproduce/names.ts';
import { DEFAULT_SIMULATION } from '../../simulate/settings.ts';
import { ACCESS_FLAGS, AGENTS, type AccessValues } from '../flags/agents.ts';
import { BOUNDS } from '../flags/bounds.ts';
import { PRESET, REPEAT, SEED, WORKLOAD } from '../flags/every-command.ts';
import {
  CAS_RATIO,
  DELETE_RATIO,
  EXPERIMENT_FLAGS,
  FAULT_FLAGS,
  TOPOLOGY_SHAPE,
} from '../flags/experiment.ts';
import type { CommandFlags } from '../flags/flag.ts';
import { STRATEGY, TIMING_FLAGS, TOPOLOGY } from '../flags/gossip.ts';
import { valuesOf, type Given } from '../flags/option.ts';
import { DIAGRAM_MESSAGES, REPORT_FLAGS, type ReportFlags } from '../flags/report.ts';
import { CLOCK_FLAGS, JOBS, REPRODUCE, SWARM, SWEEP, type SwarmLimit } from '../flags/simulation.ts';

const { shape } = SimulationSettingsSchema;

/** The flags that a sweep can vary: those of single settings, and a preset. */
export const SWEPT_FLAGS = [
  ...[...EXPERIMENT_FLAGS, WORKLOAD, SEED, CAS_RATIO, DELETE_RATIO, ...CLOCK_FLAGS, ...FAULT_FLAGS],
  ...[STRATEGY, TOPOLOGY, TOPOLOGY_SHAPE, ...TIMING_FLAGS, PRESET, BOUNDS],
];

export const SETTING_FLAGS = [...SWEPT_FLAGS, REPEAT];

export const SIMULATE: CommandFlags = {
  name: 'simulate',
  flags: [
    ...[...SETTING_FLAGS, SWEEP, SWARM, REPRODUCE, JOBS, ...REPORT_FLAGS, DIAGRAM_MESSAGES],
    ...[AGENTS, ...ACCESS_FLAGS],
  ],
  defaults: {
    ...DEFAULT_SIMULATION,
    ...DEFAULT_SIMULATION.gossip,
    diagramMessages: DEFAULT_DIAGRAM_MESSAGES,
  },
  schemas: { ...shape, ...shape.gossip.shape },
  variables: [],
};

/** The values of the flags that are no setting of a single simulation. */
export interface Extras extends ReportFlags, AccessValues {
  readonly sweep?: string;
  readonly swarm?: SwarmLimit;
  readonly reproduce?: ReproductionName | 'all';
  readonly jobs?: number;
  readonly agents?: readonly string[];
}

/** All settings: what is given over what a preset says over `base`. @throws {InvalidArgumentError} */
export function settingsFrom(
  given: Given,
  base: SimulationSettings = DEFAULT_SIMULATION,
): SimulationSettings {
  const values = Object.entries(valuesOf(given, { ...SIMULATE, flags: SETTING_FLAGS }));
  const pick = (isWanted: (setting: string) => boolean): Record<string, unknown> =>
    Object.fromEntries(values.filter(([setting]) => isWanted(setting)));
  const gossip: Partial<GossipSettings> = pick((setting) => setting in DEFAULT_GOSSIP);
  const own = pick((setting) => setting in shape);
  const preset = given.get(PRESET.name) as PresetName | undefined;
  const { gossip: standard } = base;
  const changes = preset !== undefined || gossip.strategy !== undefined || gossip.topology !== undefined;
  const completed: GossipSettings = changes
    ? completeSettings(gossip, standard as NodeSettings, preset)
    : { ...standard, ...gossip };
  // The schema puts them into one order, so that reports are equal byte for byte.
  return SimulationSettingsSchema.parse({ ...base, ...own, gossip: completed });
}
