/** Which transaction comes before which by what they read and appended: the edges of Adya's serialization graph. */

import type { EdgeList } from '../cycles/graph.ts';
import type { Element, Key, ListTxn } from './txns.ts';
import { INITIAL, type KeyVersions } from './versions.ts';

/** More edges than this are not drawn: a key whose appends hardly anybody saw would make as many as there are pairs. */
const MAX_EDGES = 10_000_000;

/** @returns whether all are there */
export function addDependencies(
  txns: readonly ListTxn[],
  keys: ReadonlyMap<Key, KeyVersions>,
  edges: EdgeList,
  maxEdges = MAX_EDGES,
): boolean {
  for (const [index, { ops, outcome }] of txns.entries()) {
    // Nothing leads to it: what it wrote may be seen, but it is on no circle.
    if (outcome === 'failed') continue;
    for (const op of ops) {
      const versions = keys.get(op.key);
      if (versions === undefined) continue;
      if (op.f === 'append') addAppend(index, op.element, versions, edges);
      else if (op.list !== undefined && outcome === 'done') {
        const last = op.list.at(-1);
        const writer = last === undefined ? undefined : versions.writers.get(last);
        if (writer !== undefined && writer !== index) edges.add(writer, index, 'wr');
      }
      if (edges.from.length > maxEdges) return false;
    }
  }
  return true;
}

function addAppend(index: number, element: Element, versions: KeyVersions, edges: EdgeList): void {
  const before = versions.before(element);
  const writer = before === INITIAL ? undefined : versions.writers.get(before);
  if (writer !== undefined && writer !== index) edges.add(writer, index, 'ww');
  for (const reader of versions.readers.get(before) ?? [])
    if (reader !== index) edges.add(reader, index, 'rw');
}
