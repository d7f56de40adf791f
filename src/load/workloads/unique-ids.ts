/** Maelstrom's unique-ids workload: nodes are asked for ids that nobody else was given. */

import { UniqueIdsChecker } from '../../check/workloads/unique-ids.ts';
import { ONLY_KEY, type Workload } from '../workload.ts';

export const uniqueIds = {
  name: 'unique-ids',
  state: 'none',
  replies: { generate: { id: 'anything' } },
  checker: () => new UniqueIdsChecker(),
  request: () => ({ body: { type: 'generate' }, key: ONLY_KEY, reads: [] }),
} as const satisfies Workload;
