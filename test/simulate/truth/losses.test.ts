/** Which writes are gone, and of which of them it may be said: seen in what replicas hold. */

import assert from 'node:assert/strict';
import type { JsonText, Key } from '../../../src/protocol/names.ts';
import { KeyTruth, type TrueWrite } from '../../../src/simulate/truth/key-truth.ts';
import {
  lostWrites,
  missedWrites,
  perishedWrites,
  type Holders,
} from '../../../src/simulate/truth/losses.ts';
import { N2, trueWrite, X, Y } from './true-write.ts';

/** Two nodes. `held` says which of the writes each of them took up, in order. */
function holders(writes: readonly TrueWrite[], held: readonly (readonly TrueWrite[])[]): Holders {
  const keys = new Map<Key, KeyTruth>();
  for (const write of writes)
    for (const name of write.keys) {
      const key = keys.get(name) ?? new KeyTruth(name, 2);
      keys.set(name, key);
      key.accepted(write, '1' as JsonText);
    }
  held.forEach((taken, slot) => {
    for (const write of taken) for (const name of write.keys) keys.get(name)?.step(slot, write, 5, 500);
  });
  return { writes, keys, slots: [0, 1] };
}

const gone = (all: Holders): [lost: number[], perished: number[], missed: number[]] => {
  const times = (writes: readonly TrueWrite[]): number[] => writes.map(({ acceptedAtMs }) => acceptedAtMs);
  return [times(lostWrites(all)), times(perishedWrites(all)), times(missedWrites(all))];
};

describe('a write', () => {
  it('is lost where some replica is behind of it, unless its origin forgot it and nobody else had it', () => {
    const [old, recent] = [trueWrite(1), trueWrite(2, { seq: 2 })];
    assert.deepEqual(gone(holders([old, recent], [[recent], [recent]])), [[], [], []]);
    assert.deepEqual(gone(holders([old, recent], [[recent], [old]])), [[2], [], []]);
    assert.deepEqual(gone(holders([old, recent], [[recent], []])), [[1, 2], [], []]);
    const orphan = trueWrite(2, { seq: 2, orphaned: true });
    assert.deepEqual(gone(holders([old, orphan], [[old], [old]])), [[], [2], [2]]);
    assert.deepEqual(gone(holders([old, orphan], [[old], [old, orphan]])), [[2], [], []]);
  });

  it('is not missed where something later stands in for it', () => {
    const orphan = trueWrite(2, { orphaned: true });
    const later = trueWrite(3, { origin: N2 });
    assert.deepEqual(gone(holders([orphan, later], [[later], [later]])), [[], [2], []]);
    const all = holders([orphan], [[], []]);
    assert.deepEqual(gone(all), [[], [2], [2]]);
    all.keys.get(X)?.carriedOn(orphan);
    assert.deepEqual(gone(all), [[], [2], []], 'its value lives on under another version');
  });

  it('of several keys is lost with one of them, and has perished with all', () => {
    const both = { keys: [X, Y], orphaned: true };
    const orphan = trueWrite(2, both);
    const onX = trueWrite(3, { seq: 2 });
    // Nobody had the orphan: x was written again, y was not.
    assert.deepEqual(gone(holders([orphan, onX], [[onX], [onX]])), [[], [2], [2]]);
    const all = holders([orphan, onX], [[onX], [onX]]);
    all.keys.get(Y)?.step(1, orphan, 5, 500);
    assert.deepEqual(gone(all), [[2], [], []], 'a node has y of it, the other has not');
    const known = trueWrite(2, { keys: [X, Y] });
    const half = holders([known], [[known], []]);
    half.keys.get(X)?.step(1, known, 5, 500);
    assert.deepEqual(gone(half)[0], [2]);
  });

  it('of a key that nobody looked into is neither lost nor held', () => {
    const none = new Map<Key, KeyTruth>();
    const write = trueWrite(1, { orphaned: true });
    assert.deepEqual(gone({ writes: [write], keys: none, slots: [0] }), [[], [1], []]);
  });
});
