/** Maelstrom's txn-rw-register workload: transactions of a few reads and writes of registers. */

import { storeReads, TxnChecker } from '../../check/workloads/txn-checker.ts';
import { valueText } from './kv.ts';
import type { Drawn, LoadOptions, Workload } from '../workload.ts';

/** Maelstrom's `--max-txn-length`. */
const MAX_TXN_LENGTH = 4;

type MicroOp = readonly [f: 'r' | 'w', key: number, value: number | null];

export const txnRwRegister = {
  name: 'txn-rw-register',
  state: 'keys',
  replies: { txn: { txn: 'a list' } },
  hasTransactions: true,
  checker: (_nodes, _skewMs, model) => new TxnChecker(model),
  registers: {
    read: (key) => ({ type: 'txn', txn: [['r', key, null]] }),
    valueIn: ({ txn }) => valueText((txn as unknown[][] | undefined)?.[0]?.[2]),
    convergent: 'ours',
  },
  request(drawn, options) {
    const txn = drawTxn(drawn, options);
    const ops = txn.map(([f, key]) => ({ f, key }));
    const keys = [...new Set(ops.filter(({ f }) => f === 'w').map(({ key }) => key))];
    return {
      body: { type: 'txn', txn },
      key: txn[0]?.[1] ?? 0,
      value: txn,
      ...(keys.length > 0 ? { writes: { type: 'keys', keys } } : {}),
      reads: storeReads(ops).map(({ key }) => key),
    };
  },
} as const satisfies Workload;

/** One to four reads and writes, a share `readRatio` of them reads. Each value is written once in a run. */
function drawTxn({ id, rng, chooseKey, mayWrite }: Drawn, { readRatio }: LoadOptions): readonly MicroOp[] {
  const length = 1 + rng.below(MAX_TXN_LENGTH);
  const txn: MicroOp[] = [];
  while (txn.length < length) {
    const key = chooseKey();
    if (rng.float() < readRatio) txn.push(['r', key, null]);
    else if (mayWrite(key)) txn.push(['w', key, id * MAX_TXN_LENGTH + txn.length]);
  }
  return txn;
}
