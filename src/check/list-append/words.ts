/** Lists, transactions and circles of them, in words for people. */

import type { Cycle } from '../cycles/cycles.ts';
import type { Label } from '../cycles/graph.ts';
import type { Element, Key, ListOp, ListOffence, ListTxn } from './txns.ts';
import { INITIAL, type KeyVersions } from './versions.ts';

/** Elements that are shown of a long list: its last ones. */
const SHOWN_ELEMENTS = 8;

export function shownList(list: readonly Element[]): string {
  const left = list.length - SHOWN_ELEMENTS;
  return left > 0 ? `[… ${left} more, ${list.slice(left).join(', ')}]` : `[${list.join(', ')}]`;
}

/** `12 at n0: r 3 [1, 2], append 3 5`. */
function shownTxn({ id, node, ops }: ListTxn): string {
  return `${id} at ${node}: ${ops.map(shownOp).join(', ')}`;
}

function shownOp(op: ListOp): string {
  if (op.f === 'append') return `append ${op.key} ${op.element}`;
  return `r ${op.key} ${op.list === undefined ? '(not answered)' : shownList(op.list)}`;
}

export function shownOffence({ txns, text }: ListOffence): string {
  return `${text} (${txns.map(shownTxn).join('; ')})`;
}

/** A circle, step by step: why each transaction comes before the next. */
export function cycleOffence(
  cycle: Cycle,
  txns: readonly ListTxn[],
  keys: ReadonlyMap<Key, KeyVersions>,
): ListOffence {
  const members = cycle.transactions.flatMap((index) => txns[index] ?? []);
  const steps = cycle.labels.map((label, i) => {
    const [from = 0, to = 0] = [cycle.transactions[i], cycle.transactions[i + 1] ?? cycle.transactions[0]];
    return stepText(from, to, label, txns, keys);
  });
  const ids = members.map(({ id }) => id);
  return { txns: members, text: `${[...ids, ids[0]].join(' → ')}: ${steps.join(', ')}` };
}

function stepText(
  from: number,
  to: number,
  label: Label,
  txns: readonly ListTxn[],
  keys: ReadonlyMap<Key, KeyVersions>,
): string {
  const [a, b] = [txns[from], txns[to]];
  const [before, after] = [a?.id ?? '', b?.id ?? ''];
  if (label === 'process') return `${after} followed ${before} in one process`;
  if (label === 'realtime') return `${after} was invoked when ${before} had been answered`;
  const reasons = (b?.ops ?? []).flatMap((op): string[] => {
    const versions = keys.get(op.key);
    if (versions === undefined) return [];
    if (op.f === 'r') {
      const last = op.list?.at(-1);
      const isIt = label === 'wr' && last !== undefined && versions.writers.get(last) === from;
      return isIt ? [`${after} read ${last} under key ${op.key}, which ${before} appended`] : [];
    }
    const previous = versions.before(op.element);
    if (label === 'ww' && previous !== INITIAL && versions.writers.get(previous) === from)
      return [`${after} appended ${op.element} to key ${op.key} after the ${previous} of ${before}`];
    return label === 'rw' && versions.readers.get(previous)?.includes(from) === true
      ? [`${before} read key ${op.key} without the ${op.element} that ${after} appended`]
      : [];
  });
  return reasons[0] ?? '';
}
