/** The flags of `gossipscope tune`. */

import type { Measure } from '../../report/measures/measures.ts';
import { measureNamed } from '../../report/measures/measures.ts';
import type { Target } from '../../report/measures/target.ts';
import {
  SimulationSettingsSchema,
  type SimulationSettings,
} from '../../report/schema/simulation-settings-schema.ts';
import { DEFAULT_SIMULATION } from '../../simulate/settings.ts';
import { ACCESS_FLAGS, AGENTS, type AccessValues } from '../flags/agents.ts';
import { BOUNDS } from '../flags/bounds.ts';
import { SEED, WORKLOAD } from '../flags/every-command.ts';
import { CAS_RATIO, DELETE_RATIO, EXPERIMENT_FLAGS, FAULT_FLAGS } from '../flags/experiment.ts';
import type { CommandFlags } from '../flags/flag.ts';
import { STRATEGY, TIMING_FLAGS, TOPOLOGY } from '../flags/gossip.ts';
import { REPORT_FLAGS } from '../flags/report.ts';
import { CLOCK_FLAGS, JOBS, SWEEP } from '../flags/simulation.ts';
import { MINIMIZE, SEEDS, TARGET } from '../flags/tune.ts';

const { shape } = SimulationSettingsSchema;

/** A shorter load than that of a simulation that one looks at: there are hundreds of them. */
export const TUNED: SimulationSettings = {
  ...DEFAULT_SIMULATION,
  durationMs: 5_000,
  scenarios: ['normal'],
};

/**
 * If what is recommended could fail with one seed in ten, 30 seeds without a failure would be luck with a probability of
 * 0.9^30, which is 4 %.
 */
const DEFAULT_SEEDS = 30;

export const TUNE: CommandFlags = {
  name: 'tune',
  flags: [
    ...[
      TARGET,
      MINIMIZE,
      SEEDS,
      ...EXPERIMENT_FLAGS,
      WORKLOAD,
      SEED,
      CAS_RATIO,
      DELETE_RATIO,
      ...CLOCK_FLAGS,
    ],
    ...[...FAULT_FLAGS, STRATEGY, TOPOLOGY, ...TIMING_FLAGS, BOUNDS, SWEEP, JOBS],
    ...REPORT_FLAGS.filter(({ name }) => name !== 'config' && name !== 'full'),
    ...[AGENTS, ...ACCESS_FLAGS],
  ],
  // What is searched has no default.
  defaults: {
    ...TUNED,
    topology: TUNED.gossip.topology,
    minimize: measureNamed('messages'),
    seeds: DEFAULT_SEEDS,
  },
  schemas: { ...shape, ...shape.gossip.shape },
  variables: [],
};

/** The values of the flags that are no setting of a simulation. */
export interface TuneExtras extends AccessValues {
  readonly targets?: readonly Target[];
  readonly minimize: Measure;
  readonly seeds: number;
  readonly sweep?: string;
  readonly jobs?: number;
  readonly agents?: readonly string[];
  readonly out?: string;
  readonly open?: boolean;
  readonly json?: boolean;
}
