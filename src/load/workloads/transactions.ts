/** What the workloads of transactions have in common: a few reads and writes of keys in one request, as Elle's generators draw them. */

import type { Drawn, LoadOptions, Request } from '../workload.ts';

/** Maelstrom's `--max-txn-length`, if nobody says otherwise. */
export const MAX_TXN_LENGTH = 4;

export type MicroOp<Write extends string> = readonly [f: 'r' | Write, key: number, value: number | null];

/** A few reads and writes, one at least, a share `readRatio` of them reads. Each value is written once in a run. */
export function drawTxn<Write extends string>(
  write: Write,
  { id, rng, chooseKey, mayWrite }: Drawn,
  { readRatio, maxTxnLength = MAX_TXN_LENGTH }: LoadOptions,
): readonly MicroOp<Write>[] {
  const length = 1 + rng.below(maxTxnLength);
  const txn: MicroOp<Write>[] = [];
  while (txn.length < length) {
    const key = chooseKey();
    if (rng.float() < readRatio) txn.push(['r', key, null]);
    else if (mayWrite(key)) txn.push([write, key, id * maxTxnLength + txn.length]);
  }
  return txn;
}

/** @param reads the keys that it reads of the store */
export function txnRequest<Write extends string>(
  txn: readonly MicroOp<Write>[],
  reads: readonly number[],
): Request {
  const keys = [...new Set(txn.flatMap(([f, key]) => (f === 'r' ? [] : [key])))];
  return {
    body: { type: 'txn', txn },
    key: txn[0]?.[1] ?? 0,
    value: txn,
    ...(keys.length > 0 ? { writes: { type: 'keys', keys } } : {}),
    reads,
  };
}
