/** Tombstones that replicas drop: only those may go that all hold, and nothing that they deleted may be seen again. */

import assert from 'node:assert/strict';
import type { JsonText, Origin } from '../../../src/protocol/names.ts';
import { KeyTruth } from '../../../src/simulate/truth/key-truth.ts';
import { N1, N2, N3, trueWrite, X } from './true-write.ts';

const ONE = '1' as JsonText;
const VALUE = trueWrite(10);
const TOMBSTONE = trueWrite(20, { seq: 2, step: 2 });

/** n1 wrote the key at 10 and deleted it at 20. n2 holds what it is given, n3 nothing. */
function deletedKey(held: 'value' | 'tombstone' | 'nothing' = 'tombstone'): KeyTruth {
  const key = new KeyTruth(X, 3);
  key.accepted({ ...VALUE }, ONE);
  key.accepted({ ...TOMBSTONE }, undefined);
  for (const version of [VALUE, TOMBSTONE]) key.step(0, version, version.step, version.acceptedAtMs);
  if (held !== 'nothing') key.step(1, held === 'value' ? VALUE : TOMBSTONE, 3, 30);
  return key;
}

describe('a tombstone that a replica drops', () => {
  it('has to be one', () => {
    const key = deletedKey('value');
    assert.equal(key.forget(1, [], 4), 'is no tombstone');
    assert.equal(key.forget(2, [], 4), 'is no tombstone', 'n3 holds nothing');
    key.step(2, { clockUs: 1, origin: N3 }, 4, 40);
    assert.equal(key.forget(2, [], 4), 'is no tombstone', 'nobody wrote that');
    assert.equal(key.isForgotten(VALUE), false);
  });

  it('has to be held by all that hold anything of the key', () => {
    assert.equal(deletedKey().forget(0, [0, 1, 2], 4), undefined);
    assert.equal(deletedKey('value').forget(0, [0, 1, 2], 4), 'is not held by all');
    const later = deletedKey();
    later.step(1, { clockUs: 30_000, origin: N2 }, 4, 40);
    assert.equal(later.forget(0, [0, 1], 5), undefined);
  });

  it('makes all be forgotten that was accepted by then and is not later', () => {
    const key = deletedKey();
    assert.equal(key.isForgotten(VALUE), false);
    key.forget(0, [0, 1], 4);
    for (const [write, isForgotten] of [
      [VALUE, true],
      [TOMBSTONE, true],
      [trueWrite(15, { step: 4 }), true],
      [trueWrite(15, { step: 5 }), false],
      [trueWrite(21, { step: 3 }), false],
    ] as const)
      assert.equal(key.isForgotten(write), isForgotten, `${write.acceptedAtMs} in step ${write.step}`);
  });

  it('counts from the first replica on that dropped it', () => {
    const key = deletedKey();
    key.forget(0, [0, 1], 4);
    key.forget(1, [0, 1], 6);
    assert.equal(key.isForgotten(trueWrite(15, { step: 5 })), false);
  });

  it('counts up to the latest that was dropped', () => {
    const key = deletedKey();
    const [early, late] = [trueWrite(5, { origin: N3, node: 2 }), trueWrite(40, { seq: 3, step: 5 })];
    for (const write of [early, late]) key.accepted(write, undefined);
    key.step(2, early, 5, 50);
    key.forget(0, [], 5);
    key.forget(2, [], 6);
    assert.equal(key.isForgotten(VALUE), true, 'an earlier one takes nothing back');
    key.step(0, late, 7, 70);
    key.forget(0, [], 8);
    assert.equal(key.isForgotten(trueWrite(30, { step: 8 })), true);
  });

  it('is what a replica need not come back with that dropped it itself, and no other', () => {
    const key = deletedKey();
    assert.deepEqual(
      [0, 1, 2].map((slot) => key.mayHoldNothing(slot)),
      [false, false, true],
    );
    key.forget(0, [0, 1], 4);
    assert.deepEqual(
      [0, 1, 2].map((slot) => key.mayHoldNothing(slot)),
      [true, false, true],
    );
    const later = trueWrite(30, { seq: 3, step: 5 });
    key.accepted(later, ONE);
    key.step(0, later, 5, 50);
    assert.equal(key.mayHoldNothing(0), false, 'it was written again');
  });

  it('is no difference to a replica that never held it, and what it deleted is not missed', () => {
    const key = deletedKey('nothing');
    assert.deepEqual([key.isAgreed([0, 2]), key.isBehind([2], VALUE)], [false, true]);
    key.forget(0, [0, 1, 2], 4);
    assert.deepEqual([key.isAgreed([0, 2]), key.isBehind([2], VALUE)], [true, false]);
    const withValue = deletedKey('value');
    withValue.forget(0, [], 4);
    assert.equal(withValue.isAgreed([1, 2]), false, 'the value that was deleted is still there');
  });
});

describe('a write that waits for the members of its time', () => {
  it('counts them alone, and a life that took the place of one that had it like any other', () => {
    const audience = new Map([[N1, 0], ['n2#1' as Origin, 4]]); // oxfmt-ignore
    const write = trueWrite(10, { audience, remaining: 2 });
    const key = new KeyTruth(X, 3);
    key.accepted(write, ONE);
    key.step(0, write, 1, 10);
    for (const slot of [1, 2]) key.step(slot, write, 2, 30);
    assert.deepEqual([write.remaining, write.lastHeldMs], [1, 10]);
    key.forgotten(1, 3);
    key.step(4, write, 4, 60);
    assert.deepEqual([write.remaining, write.lastHeldMs, write.again], [0, 60, []]);
  });
});
