/**
 * Transactions over lists: they append elements and read whole lists. Each element is appended to a key once, so that a list tells which
 * appends came before it, and in which order (Kingsbury and Alvaro, "Elle", 2020).
 *
 * Begin here. `versions.ts` makes the order of each key's versions of what was read; the files `reads.ts`, `updates.ts` and `alone.ts` find
 * what is wrong without any circle; `dependencies.ts` and `precedence.ts` say which transaction came before which, and `judge.ts` puts it
 * together.
 */

import type { Outcome } from '../outcome.ts';

export type Key = string | number;
/** A whole number, or the JSON text of anything else. */
export type Element = string | number;

export type ListOp =
  | { readonly f: 'append'; readonly key: Key; readonly element: Element }
  /** Undefined: no answer told what was there. */
  | { readonly f: 'r'; readonly key: Key; readonly list: readonly Element[] | undefined };

export interface ListTxn {
  readonly id: number;
  readonly node: string;
  /** Undefined: it is the only one of its process. */
  readonly process?: number | undefined;
  readonly outcome: Outcome;
  readonly invokedAtMs: number;
  readonly completedAtMs: number | undefined;
  readonly ops: readonly ListOp[];
}

/** Something that is wrong, for people. */
export interface ListOffence {
  /** The transactions that show it. */
  readonly txns: readonly ListTxn[];
  readonly text: string;
}

export interface ListRead {
  readonly txn: ListTxn;
  /** Of the transaction. */
  readonly index: number;
  readonly key: Key;
  readonly list: readonly Element[];
}

/** What the transactions that were done have read. */
export function* readsIn(txns: readonly ListTxn[]): Generator<ListRead> {
  for (const [index, txn] of txns.entries()) {
    if (txn.outcome !== 'done') continue;
    for (const op of txn.ops) {
      if (op.f === 'r' && op.list !== undefined) yield { txn, index, key: op.key, list: op.list };
    }
  }
}
