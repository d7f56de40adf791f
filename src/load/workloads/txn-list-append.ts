/** Maelstrom's txn-list-append workload: transactions that append to lists and read them. Our own nodes do not serve it. */

import { LIST_MODELS, TxnListChecker } from '../../check/workloads/txn-list-append.ts';
import type { Workload } from '../workload.ts';
import { drawTxn, txnRequest } from './transactions.ts';

export const txnListAppend = {
  name: 'txn-list-append',
  state: 'keys',
  replies: { txn: { txn: 'a list' } },
  models: { decided: LIST_MODELS, usual: 'strict-serializable' },
  checker: (_nodes, _skewMs, model) => new TxnListChecker(model),
  request(drawn, options) {
    const txn = drawTxn('append', drawn, options);
    return txnRequest(
      txn,
      txn.flatMap(([f, key]) => (f === 'r' ? [key] : [])),
    );
  },
} as const satisfies Workload;
