/** Maelstrom's unique-ids workload: nodes are asked for ids that nobody else was given. */

import type { WorkloadChecker } from '../../check/workloads/verdict.ts';
import { NOTHING } from './operation.ts';
import { checkedClient, type WorkloadClient } from './workload-client.ts';

export function uniqueIdsClient(checker: WorkloadChecker): WorkloadClient {
  return checkedClient({
    checker,
    draft: () => ({ kind: 'read', key: 'id', value: undefined, body: { type: 'generate' }, counts: NOTHING }),
  });
}
