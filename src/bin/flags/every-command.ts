/** The flags that node, bench and simulator all take, each in words of its own. */

import { PRESET_NAMES } from '../../host/settings.ts';
import { WORKLOAD_NAMES } from '../../workload/workloads.ts';
import type { Flag } from './flag.ts';

const ASKED_FOR = 'what clients ask for';

export const WORKLOAD: Flag = {
  name: 'workload',
  setting: 'workload',
  kind: 'choice',
  choices: WORKLOAD_NAMES,
  help: { node: 'which requests clients make', bench: ASKED_FOR, simulate: ASKED_FOR },
};

export const PRESET: Flag = {
  name: 'preset',
  setting: 'preset',
  kind: 'choice',
  choices: PRESET_NAMES,
  example: 'relay-fast',
  help: {
    node: 'settings that go together; flags and variables win over it',
    bench: 'settings of our nodes that go together',
    simulate: 'settings of the node that go together; flags win over it',
  },
};

export const SEED: Flag = {
  name: 'seed',
  setting: 'seed',
  kind: 'number',
  range: { min: 0, max: 2 ** 32 - 1 },
  help: {
    node: 'seed of all random choices (peers, pauses)',
    bench: 'draws operations, faults and partitions',
    simulate: 'draws operations, faults, partitions and the choices of the nodes',
  },
};

export const REPEAT: Flag = {
  name: 'repeat',
  setting: 'repeat',
  kind: 'number',
  example: '5',
  help: 'runs each scenario this often, with --seed and the seeds after it: median and range of every figure',
};
