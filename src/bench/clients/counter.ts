/** Maelstrom's g-counter and pn-counter workloads: clients add to a counter, and read what it has come to. */

import type { Prng } from '../../base/prng.ts';
import type { WorkloadChecker } from '../../check/workloads/verdict.ts';
import { checkedClient, type WorkloadClient } from './workload-client.ts';

const KEY = 'counter';
/** What one add takes away at most (pn-counter only), and adds less than, as with Maelstrom's clients. */
const SPAN = 5;

export function counterClient(
  shrinks: boolean,
  readRatio: number,
  rng: Prng,
  checker: WorkloadChecker,
): WorkloadClient {
  return checkedClient({
    checker,
    draft() {
      if (rng.float() < readRatio)
        return { kind: 'read', key: KEY, value: undefined, body: { type: 'read' } };
      const delta = shrinks ? rng.below(2 * SPAN) - SPAN : rng.below(SPAN);
      return { kind: 'write', key: KEY, value: `${delta}`, body: { type: 'add', delta } };
    },
    finalRead: () => ({ type: 'read' }),
  });
}
