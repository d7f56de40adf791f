/** Reads of what should never be seen: what was aborted, what was not finished, what nobody appended, and the same thing twice. */

import { Offences } from '../offences.ts';
import { shownList } from './words.ts';
import { readsIn, type Key, type ListOffence, type ListRead, type ListTxn } from './txns.ts';
import type { KeyVersions } from './versions.ts';

export class WrongReads {
  readonly aborted = new Offences<ListOffence>();
  readonly intermediate = new Offences<ListOffence>();
  readonly garbage = new Offences<ListOffence>();
  readonly duplicates = new Offences<ListOffence>();
}

export function wrongReads(txns: readonly ListTxn[], keys: ReadonlyMap<Key, KeyVersions>): WrongReads {
  const found = new WrongReads();
  for (const read of readsIn(txns)) {
    const versions = keys.get(read.key);
    if (versions === undefined) continue;
    judgeElements(read, versions, txns, found);
    judgeLast(read, versions, txns, found);
  }
  return found;
}

function judgeElements(
  { txn, key, list }: ListRead,
  { writers }: KeyVersions,
  txns: readonly ListTxn[],
  found: WrongReads,
): void {
  for (const element of list) {
    const index = writers.get(element);
    const writer = index === undefined ? undefined : txns[index];
    if (writer === undefined)
      found.garbage.add({
        txns: [txn],
        text: `${txn.id} read ${element} under key ${key}, which nobody appended`,
      });
    else if (writer.outcome === 'failed')
      found.aborted.add({
        txns: [writer, txn],
        text: `${txn.id} read ${element} under key ${key}, which ${writer.id} was to append, and that was aborted`,
      });
  }
  if (new Set(list).size < list.length)
    found.duplicates.add({ txns: [txn], text: `${txn.id} read key ${key} as ${shownList(list)}` });
}

/** Whose last append to the key is not the last one that was read, had not finished. */
function judgeLast(
  { txn, index, key, list }: ListRead,
  { writers }: KeyVersions,
  txns: readonly ListTxn[],
  found: WrongReads,
): void {
  const last = list.at(-1);
  const by = last === undefined ? undefined : writers.get(last);
  const writer = by === undefined || by === index ? undefined : txns[by];
  const final = writer?.ops.findLast((op) => op.f === 'append' && op.key === key);
  if (writer === undefined || final?.f !== 'append' || final.element === last) return;
  found.intermediate.add({
    txns: [writer, txn],
    text: `${txn.id} read key ${key} as ${shownList(list)}, when ${writer.id} had still to append ${final.element}`,
  });
}
