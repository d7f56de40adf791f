/** The flags and variables of `gossipscope node`, and the settings that they give. A node starts with them: nothing large is imported here. */

import type { Command } from 'commander';
import type { PresetName } from '../../core/config.ts';
import { completeSettings, DEFAULT_NODE, type NodeSettings } from '../../host/settings.ts';
import { BOUNDS } from '../flags/bounds.ts';
import { PRESET, SEED, WORKLOAD } from '../flags/every-command.ts';
import type { CommandFlags, Flag } from '../flags/flag.ts';
import { STRATEGY, TIMING_FLAGS, TOPOLOGY } from '../flags/gossip.ts';
import { givenTo, valuesOf } from '../flags/option.ts';
import { DATA_FLAGS, LOG_LEVEL, METRICS_HOST, METRICS_PORT, TRACE_FLAGS } from '../flags/telemetry.ts';

const FLAGS: readonly Flag[] = [
  ...[STRATEGY, TOPOLOGY, WORKLOAD, ...DATA_FLAGS, ...TIMING_FLAGS],
  ...[METRICS_PORT, METRICS_HOST, ...TRACE_FLAGS, SEED, LOG_LEVEL, PRESET, BOUNDS],
];

export const NODE: CommandFlags = {
  name: 'node',
  flags: FLAGS,
  defaults: { ...DEFAULT_NODE },
  schemas: {},
  variables: FLAGS.map(({ name }) => name),
};

export function settingsOf(command: Command): NodeSettings {
  const { preset, ...given } = valuesOf(givenTo(command, NODE), NODE) as Partial<NodeSettings> & {
    preset?: PresetName;
  };
  return completeSettings(given, DEFAULT_NODE, preset);
}
