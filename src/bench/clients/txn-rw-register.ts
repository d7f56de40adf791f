/** Maelstrom's txn-rw-register workload: transactions of a few reads and writes of registers. */

import type { Prng } from '../../base/prng.ts';
import { keyChooser } from '../../load/key-choice.ts';
import { drawTxn } from '../../check/workloads/txn-checker.ts';
import type { WorkloadChecker } from '../../check/workloads/verdict.ts';
import { checkedClient, type WorkloadClient } from './workload-client.ts';
import { valueText, type KvOptions } from './kv.ts';

/**
 * @param options a share `readRatio` of the transactions' parts read
 * @param ours whether the nodes promise to hold the same in the end, which Maelstrom does not ask of this workload
 */
export function txnClient(
  { keyChoice, keys, readRatio }: Pick<KvOptions, 'keyChoice' | 'keys' | 'readRatio'>,
  rng: Prng,
  checker: WorkloadChecker,
  ours: boolean,
): WorkloadClient {
  const chooseKey = keyChooser(keyChoice, keys, rng.fork('keys'));
  const client = checkedClient({
    checker,
    draft(id) {
      const { txn, reads, writes } = drawTxn(id, readRatio, chooseKey, rng);
      return {
        kind: writes.length > 0 ? 'write' : 'read',
        key: txn[0]?.[1] ?? 0,
        value: JSON.stringify(txn),
        body: { type: 'txn', txn },
        counts: { reads: reads.length, writes: Math.min(1, writes.length) },
      };
    },
  });
  if (!ours) return client;
  return {
    ...client,
    finalRead: (key) => ({ type: 'txn', txn: [['r', key, null]] }),
    answered(op, body, isFinal) {
      if (!isFinal || body.type === 'error') client.answered(op, body, isFinal);
      else op.value = valueText((body['txn'] as [[f: 'r', key: unknown, value: unknown]])[0][2]);
    },
  };
}
