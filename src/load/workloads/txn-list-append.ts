/** Maelstrom's txn-list-append workload: transactions that append to lists and read them. Our own nodes do not serve it. */

import { CONSISTENCY_MODELS } from '../../check/consistency/models.ts';
import { TxnListChecker } from '../../check/workloads/txn-list-append.ts';
import type { Session, Workload } from '../workload.ts';
import { drawTxn, txnRequest } from './transactions.ts';

/** Each client waits for its answer before it asks again: so what a session promises can be judged. */
const client: Session = {
  request(drawn, options) {
    const txn = drawTxn('append', drawn, options);
    return txnRequest(
      txn,
      txn.flatMap(([f, key]) => (f === 'r' ? [key] : [])),
    );
  },
  answered: () => undefined,
};

export const txnListAppend = {
  name: 'txn-list-append',
  state: 'keys',
  replies: { txn: { txn: 'a list of the operations that were asked for' } },
  hotKeys: 10,
  models: { decided: CONSISTENCY_MODELS, usual: 'strict-serializable' },
  checker: (_nodes, _skewMs, promised) => new TxnListChecker(promised),
  openSession: () => client,
  request: client.request,
} as const satisfies Workload;
