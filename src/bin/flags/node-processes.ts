/** The node processes of a bench, and how long they run: flags of the bench alone. */

import type { Flag } from './flag.ts';

/** Other than the node's --strategy: several can be compared, and another program may know names of its own. */
export const STRATEGIES: Flag = {
  name: 'strategy',
  setting: 'strategy',
  kind: 'text',
  placeholder: '<name>',
  example: 'direct-mail',
  help: "how our nodes spread writes: one, several with commas, or all (default: the node's own)",
};

export const BIN: Flag = {
  name: 'bin',
  setting: 'bin',
  kind: 'text',
  placeholder: '<path>',
  example: './my-node',
  help: 'another Maelstrom node to run instead of gossipscope node',
};

export const FOREVER_FLAGS: readonly Flag[] = [
  {
    name: 'forever',
    setting: 'forever',
    kind: 'switch',
    help: 'run until stopped, without a report, for dashboards; memory stays bounded',
  },
  {
    name: 'partition-every',
    setting: 'partitionEveryMs',
    kind: 'duration',
    help: 'with --forever: cut the network this often, for a quarter of that time',
  },
];
