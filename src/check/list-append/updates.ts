/**
 * Appends that went wrong: on top of what was aborted (dirty update), on top of the same as another (lost update), or in another order
 * than that of their transaction.
 */

import { Offences } from '../offences.ts';
import { shownList } from './words.ts';
import type { Element, Key, ListOp, ListOffence, ListTxn } from './txns.ts';
import type { KeyVersions } from './versions.ts';

/** A transaction that was done appended to a list that ended with what an aborted one had appended. One for each such place. */
export function dirtyUpdates(
  txns: readonly ListTxn[],
  keys: ReadonlyMap<Key, KeyVersions>,
): Offences<ListOffence> {
  const found = new Offences<ListOffence>();
  for (const [key, { order, writers }] of keys) {
    let aborted: ListTxn | undefined;
    for (const element of order) {
      const by = writers.get(element);
      const writer = by === undefined ? undefined : txns[by];
      if (writer?.outcome === 'failed') aborted = writer;
      if (writer?.outcome !== 'done') continue;
      if (aborted !== undefined) {
        const text = `${writer.id} appended ${element} to key ${key} after what ${aborted.id} was to append, and that was aborted`;
        found.add({ txns: [aborted, writer], text });
      }
      aborted = undefined;
    }
  }
  return found;
}

/** Two transactions read the same version of a key, and both appended to it: one has not seen the other's. */
export function lostUpdates(txns: readonly ListTxn[]): Offences<ListOffence> {
  const found = new Offences<ListOffence>();
  const byVersion = new Map<string, { readonly key: Key; readonly read: ReadOp; readonly txns: ListTxn[] }>();
  for (const txn of txns) {
    if (txn.outcome !== 'done') continue;
    for (const read of readThenAppended(txn)) {
      const name = JSON.stringify([read.key, ...(read.list ?? [])]);
      const known = byVersion.get(name);
      if (known === undefined) byVersion.set(name, { key: read.key, read, txns: [txn] });
      else known.txns.push(txn);
    }
  }
  for (const { key, read, txns: clashing } of byVersion.values()) {
    if (clashing.length < 2) continue;
    const who = clashing.map(({ id }) => id).join(' and ');
    found.add({
      txns: clashing,
      text: `${who} read key ${key} as ${shownList(read.list ?? [])}, and each appended to that`,
    });
  }
  return found;
}

/** A transaction made two appends to a key that took effect the other way round. Elle does not look at it. */
export function reorderedAppends(
  txns: readonly ListTxn[],
  keys: ReadonlyMap<Key, KeyVersions>,
): Offences<ListOffence> {
  const found = new Offences<ListOffence>();
  for (const txn of txns) {
    if (txn.outcome === 'failed') continue;
    const latest = new Map<Key, { readonly element: Element; readonly position: number }>();
    for (const op of txn.ops) {
      if (op.f !== 'append') continue;
      const position = keys.get(op.key)?.positionOf(op.element) ?? 0;
      const before = latest.get(op.key);
      latest.set(op.key, { element: op.element, position });
      if (before === undefined || before.position <= position) continue;
      const text = `${txn.id} appended ${before.element} and then ${op.element} to key ${op.key}, where ${op.element} was read before it`;
      found.add({ txns: [txn], text });
    }
  }
  return found;
}

type ReadOp = ListOp & { readonly f: 'r' };

/** The first look at each key, where an append to it follows, and none comes before. */
function readThenAppended({ ops }: ListTxn): ReadOp[] {
  const reads = new Map<Key, ReadOp>();
  const appended = new Set<Key>();
  for (const op of ops) {
    if (op.f === 'append') appended.add(op.key);
    else if (!appended.has(op.key) && !reads.has(op.key)) reads.set(op.key, op);
  }
  return [...reads.values()].filter(({ key }) => appended.has(key));
}
