/** For each key the order in which its elements were appended, as far as reads tell it, who appended and who read them. */

import { readsIn, type Element, type Key, type ListTxn } from './txns.ts';

/** Before the first append. */
export const INITIAL = Symbol('initial');
export type Version = Element | typeof INITIAL;

export class KeyVersions {
  /** By element: the index of the transaction that appended it, whatever became of that. */
  readonly writers = new Map<Element, number>();
  /** By the last element: the indexes of the transactions that read this version. */
  readonly readers = new Map<Version, number[]>();
  /** Elements in the order of the longest read. */
  order: readonly Element[] = [];
  readonly #positions = new Map<Element, number>();
  /** One list for each length that was read, and who read it: the order is told by the longest. */
  readonly byLength = new Map<number, { readonly list: readonly Element[]; readonly reader: number }>();
  /** Two lists that were read, of which neither begins with the other. */
  incompatible: readonly [ListAt, ListAt] | undefined;

  noteRead(list: readonly Element[], reader: number): void {
    const last: Version = list.at(-1) ?? INITIAL;
    const known = this.readers.get(last);
    if (known === undefined) this.readers.set(last, [reader]);
    else known.push(reader);
    const same = this.byLength.get(list.length);
    if (same === undefined) this.byLength.set(list.length, { list, reader });
    else if (!isPrefix(same.list, list)) this.incompatible ??= [same, { list, reader }];
  }

  /** All has been read. */
  settle(): void {
    const lists = [...this.byLength.values()].sort((a, b) => a.list.length - b.list.length);
    for (const [i, longer] of lists.entries()) {
      const shorter = lists[i - 1];
      if (shorter !== undefined && !isPrefix(shorter.list, longer.list))
        this.incompatible ??= [shorter, longer];
    }
    const longest = lists.at(-1)?.list ?? [];
    this.order = [...new Set(longest)];
    for (const [position, element] of this.order.entries()) this.#positions.set(element, position);
  }

  /** An element that nobody read came after all that were. */
  positionOf(element: Element): number {
    return this.#positions.get(element) ?? this.order.length;
  }

  /** What was there when the element was appended. */
  before(element: Element): Version {
    return this.order[this.positionOf(element) - 1] ?? INITIAL;
  }
}

export interface ListAt {
  readonly list: readonly Element[];
  /** The index of the transaction that read it. */
  readonly reader: number;
}

/** @param txns all of a history, those that failed among them */
export function versionsOf(txns: readonly ListTxn[]): Map<Key, KeyVersions> {
  const keys = new Map<Key, KeyVersions>();
  const at = (key: Key): KeyVersions => {
    const known = keys.get(key);
    if (known !== undefined) return known;
    const added = new KeyVersions();
    keys.set(key, added);
    return added;
  };
  for (const [index, { ops }] of txns.entries())
    for (const op of ops) if (op.f === 'append') at(op.key).writers.set(op.element, index);
  for (const { key, list, index } of readsIn(txns)) at(key).noteRead(list, index);
  for (const versions of keys.values()) versions.settle();
  return keys;
}

function isPrefix(a: readonly Element[], b: readonly Element[]): boolean {
  return a.every((element, i) => element === b[i]);
}
