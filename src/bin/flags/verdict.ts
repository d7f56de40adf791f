/** By which rules a bench judges: flags of the bench alone. */

import { CONSISTENCY_MODELS } from '../../check/consistency/models.ts';
import type { Flag } from './flag.ts';

export const VERDICT_FLAGS: readonly Flag[] = [
  {
    name: 'consistency-models',
    setting: 'consistencyModels',
    kind: 'text',
    placeholder: '<names>',
    choices: CONSISTENCY_MODELS,
    help: 'what transactions promise, as in Maelstrom: one or several with commas; of txn-list-append, if it is not set, strict-serializable',
    isOf: ({ models }) => models !== undefined,
  },
  {
    name: 'strict',
    setting: 'strict',
    kind: 'switch',
    help: "fail what is wrong, where Maelstrom's verdict lets it pass, too",
    isOf: ({ checker }) => checker !== undefined,
  },
];
