/** Maelstrom's txn-rw-register workload: transactions of a few reads and writes of registers. */

import { REGISTER_MODELS, storeReads, TxnChecker } from '../../check/workloads/txn-checker.ts';
import type { Workload } from '../workload.ts';
import { valueText } from './kv.ts';
import { drawTxn, txnRequest } from './transactions.ts';

export const txnRwRegister = {
  name: 'txn-rw-register',
  state: 'keys',
  replies: { txn: { txn: 'a list of the operations that were asked for' } },
  hotKeys: 10,
  models: { decided: REGISTER_MODELS, usual: 'read-committed' },
  checker: (_nodes, _skewMs, promised) => new TxnChecker(promised),
  registers: {
    read: (key) => ({ type: 'txn', txn: [['r', key, null]] }),
    valueIn: ({ txn }) => valueText((txn as unknown[][] | undefined)?.[0]?.[2]),
    convergent: 'ours',
  },
  request(drawn, options) {
    const txn = drawTxn('w', drawn, options);
    const reads = storeReads(txn.map(([f, key]) => ({ f, key })));
    return txnRequest(
      txn,
      reads.map(({ key }) => key),
    );
  },
} as const satisfies Workload;
