/** Maelstrom's echo workload: what is sent comes back. */

import type { WorkloadChecker } from '../../check/workloads/verdict.ts';
import { NOTHING } from './operation.ts';
import { checkedClient, type WorkloadClient } from './workload-client.ts';

/** Each echo is another, so that an answer to somebody else shows. */
export function echoClient(checker: WorkloadChecker): WorkloadClient {
  return checkedClient({
    checker,
    draft(id) {
      const echo = `Please echo ${id}`;
      const value = JSON.stringify(echo);
      return { kind: 'read', key: 'echo', value, body: { type: 'echo', echo }, counts: NOTHING };
    },
  });
}
