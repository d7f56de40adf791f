/** The flags of `exercise`: the set-up is the published one, and few of them change it. */

import { SEED } from './every-command.ts';
import type { Flag } from './flag.ts';
import { MORE_FAULTS } from './nemesis.ts';
import { BIN } from './node-processes.ts';
import { REPORT_FLAGS } from './report.ts';

const reportFlag = (wanted: string): Flag[] => REPORT_FLAGS.filter(({ name }) => name === wanted);

export const EXERCISE_FLAGS: readonly Flag[] = [
  { ...BIN, help: 'the node to run: any program that speaks as Maelstrom does' },
  {
    name: 'duration',
    setting: 'durationMs',
    kind: 'duration',
    example: '2s',
    help: 'how long the load lasts, other than in the published set-up',
  },
  MORE_FAULTS,
  { ...SEED, help: 'draws operations and partitions' },
  ...reportFlag('out'),
  ...reportFlag('open'),
  {
    name: 'json',
    setting: 'json',
    kind: 'switch',
    help: 'print the verdict, or the list, as JSON on stdout, and nothing else',
  },
];
