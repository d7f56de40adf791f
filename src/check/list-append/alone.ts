/** What a transaction shows by itself: it does not agree with what it did and saw before, or it saw what it did later. */

import { shownList } from './words.ts';
import type { Element, Key, ListTxn } from './txns.ts';

/** What the transaction knows of a list: all of it, or only how it ends. */
interface Expected {
  readonly isWhole: boolean;
  readonly list: readonly Element[];
}

/** The first read that differs from what the transaction has read and appended before, in words. */
export function internalFault({ ops }: ListTxn): string | undefined {
  const expected = new Map<Key, Expected>();
  for (const op of ops) {
    const known = expected.get(op.key);
    if (op.f === 'append') {
      const before = known ?? { isWhole: false, list: [] };
      expected.set(op.key, { isWhole: before.isWhole, list: [...before.list, op.element] });
    } else if (op.list !== undefined) {
      if (known !== undefined && !fits(op.list, known)) {
        const wanted = known.isWhole
          ? shownList(known.list)
          : `a list that ends with ${shownList(known.list)}`;
        return `reads key ${op.key} as ${shownList(op.list)}, where by itself it has to be ${wanted}`;
      }
      expected.set(op.key, { isWhole: true, list: op.list });
    }
  }
  return undefined;
}

function fits(list: readonly Element[], { isWhole, list: known }: Expected): boolean {
  const start = list.length - known.length;
  return !(isWhole && start !== 0) && known.every((element, i) => list[start + i] === element);
}

/** A read of what the transaction only appends afterwards, in words. */
export function futureRead({ ops }: ListTxn): string | undefined {
  for (const [i, op] of ops.entries()) {
    if (op.f !== 'append') continue;
    const isSeen = ops.slice(0, i).some((before) => {
      return before.f === 'r' && before.key === op.key && before.list?.includes(op.element) === true;
    });
    if (isSeen) return `reads ${op.element} under key ${op.key} before it appends it`;
  }
  return undefined;
}
