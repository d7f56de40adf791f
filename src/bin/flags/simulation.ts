/** What only virtual time can do: faults of clocks, sweeps and swarms. Flags of the simulator alone. */

import { InvalidArgumentError } from 'commander';
import { REPRODUCTION_NAMES } from '../../simulate/reproduce/names.ts';
import { parseDurationMs } from '../terminal/duration.ts';
import type { Flag } from './flag.ts';

export const CLOCK_FLAGS: readonly Flag[] = [
  {
    name: 'data-restarts',
    setting: 'dataRestarts',
    kind: 'number',
    example: '3',
    help: 'times that a node is killed and comes back with its data; all nodes keep theirs on a simulated disk then',
  },
  {
    name: 'settle',
    setting: 'settleMs',
    kind: 'duration',
    example: '30s',
    help: 'when it has to have settled (default: what the settings imply)',
  },
  {
    name: 'skew',
    setting: 'skewMs',
    kind: 'duration',
    example: '50ms',
    help: "each node's clock is off by up to this, either way",
  },
  {
    name: 'drift',
    setting: 'driftRatio',
    kind: 'share',
    example: '0.001',
    help: "each node's clock gains or loses up to this share",
  },
  {
    name: 'clock-jumps',
    setting: 'clockJumps',
    kind: 'number',
    example: '1',
    help: 'times that a node comes back without its memory and with its clock off by a second up to a year',
  },
  {
    name: 'member-changes',
    setting: 'memberChanges',
    kind: 'number',
    example: '4',
    help: 'times that a node joins, leaves, is removed or starts again empty; without it the members are fixed',
  },
];

export const SWEEP: Flag = {
  name: 'sweep',
  setting: 'sweep',
  kind: 'text',
  placeholder: '<flag=values>',
  isRepeatable: true,
  help: 'runs for each value of a flag: fanout=1..6, loss=0,1%,5%; given again, for each combination',
};

/** More threads than any machine has cores. */
const MAX_JOBS = 1_024;

export const JOBS: Flag = {
  name: 'jobs',
  setting: 'jobs',
  kind: 'number',
  range: { min: 1, max: MAX_JOBS },
  example: '4',
  help: {
    simulate:
      'simulations at a time, each on a core of its own; no result depends on it (default: all cores)',
    agent: 'simulations at a time, each on a core of its own (default: all cores)',
  },
};

/** Where a swarm ends. Both may be Infinity, but not at once. */
export interface SwarmLimit {
  readonly runs: number;
  readonly durationMs: number;
}

export const SWARM: Flag = {
  name: 'swarm',
  setting: 'swarm',
  kind: 'text',
  placeholder: '<runs>',
  parse: swarmLimitIn,
  help: 'draws this many runs at random, or for this long (2m); only --seed counts beside it',
};

export const REPRODUCE: Flag = {
  name: 'reproduce',
  setting: 'reproduce',
  kind: 'choice',
  choices: [...REPRODUCTION_NAMES, 'all'],
  help: 'makes a published table with our replicas, --repeat times, and shows both; only --seed counts beside it',
};

/** A bare number is a number of runs. @throws {InvalidArgumentError} */
function swarmLimitIn(text: string): SwarmLimit {
  const runs = Number(text);
  if (Number.isSafeInteger(runs) && runs >= 1) return { runs, durationMs: Infinity };
  if (/^\d+(\.\d+)?(ms|s|m|h)$/.test(text)) return { runs: Infinity, durationMs: parseDurationMs(text) };
  throw new InvalidArgumentError(
    'It must be a whole number from 1 on, or a time: --swarm 1000 or --swarm 2m.',
  );
}
