/** Maelstrom's broadcast and g-set workloads: numbers are added to a set, and a read returns all that a node has seen. */

import type { Prng } from '../../base/prng.ts';
import type { WorkloadChecker } from '../../check/workloads/verdict.ts';
import { checkedClient, type WorkloadClient } from './workload-client.ts';

/** How a workload names the addition, and the field that holds what is added. */
interface Words {
  readonly type: 'broadcast' | 'add';
  readonly field: 'message' | 'element';
}

export const BROADCAST: Words = { type: 'broadcast', field: 'message' };
export const G_SET: Words = { type: 'add', field: 'element' };

/** A set has no keys: its operations are recorded under one. */
const KEY = 'elements';

export function elementsClient(
  { type, field }: Words,
  readRatio: number,
  rng: Prng,
  checker: WorkloadChecker,
): WorkloadClient {
  return checkedClient({
    checker,
    draft(id) {
      if (rng.float() < readRatio)
        return { kind: 'read', key: KEY, value: undefined, body: { type: 'read' } };
      return { kind: 'write', key: KEY, value: `${id}`, body: { type, [field]: id } };
    },
    finalRead: () => ({ type: 'read' }),
  });
}
