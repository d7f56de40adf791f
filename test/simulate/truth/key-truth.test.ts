/** What nodes have held of one key, and since when, step by step. */

import assert from 'node:assert/strict';
import type { JsonText } from '../../../src/protocol/names.ts';
import { dotName } from '../../../src/protocol/names.ts';
import { KeyTruth, nameOf, type TrueWrite } from '../../../src/simulate/truth/key-truth.ts';
import { N1, N2, N3, trueWrite, X } from './true-write.ts';

const ONE = '1' as JsonText;

/** A key of three nodes: n1 accepted these writes, and holds each. */
function keyWith(...writes: readonly TrueWrite[]): KeyTruth {
  const key = new KeyTruth(X, 3);
  for (const write of writes) {
    key.accepted(write, ONE);
    key.step(0, write, write.step, write.acceptedAtMs);
  }
  return key;
}

describe('the truth about a key', () => {
  it('knows who wrote a version, and what', () => {
    const [old, recent] = [trueWrite(1), trueWrite(2, { seq: 2 })];
    const key = new KeyTruth(X, 3);
    key.accepted(recent, '"b"' as JsonText);
    key.accepted(old, '"a"' as JsonText);
    assert.deepEqual([key.find(old)?.value, key.find(recent)?.value], ['"a"', '"b"']);
    assert.equal(key.find(old)?.write, old);
    assert.equal(key.find({ clockUs: 1000, origin: N2 }), undefined);
    assert.equal(new KeyTruth(X, 3).find(old), undefined);
    assert.deepEqual(key.writes, [recent, old]);
    assert.deepEqual([nameOf(old), dotName(N1, 7)], ['1000 n1#0', 'n1#0 7']);
    const twin = trueWrite(1, { origin: N2 });
    key.accepted(twin, '"c"' as JsonText);
    assert.deepEqual([key.find(old)?.value, key.find(twin)?.value], ['"a"', '"c"'], 'of one clock');
  });

  it('dates a write at the last node that came to hold it, or a later version', () => {
    const [old, recent] = [trueWrite(10), trueWrite(20, { seq: 2, step: 2 })];
    const key = keyWith(old, recent);
    assert.deepEqual([old.remaining, recent.remaining], [2, 2]);
    key.step(1, old, 3, 31);
    assert.deepEqual([old.remaining, old.lastHeldMs, recent.remaining], [1, 31, 2]);
    key.step(2, recent, 4, 44);
    assert.deepEqual([old.remaining, old.lastHeldMs, recent.remaining, recent.lastHeldMs], [0, 44, 1, 44]);
    key.step(1, recent, 5, 40);
    assert.deepEqual(
      [old.remaining, recent.remaining, recent.lastHeldMs],
      [0, 0, 44],
      'the latest time counts',
    );
    assert.deepEqual(key.reachedMs, [21, 34, 24, 20], 'without its origin');
  });

  it('counts no more for a write that its origin reported on', () => {
    const write = trueWrite(10);
    const key = keyWith(write);
    key.close(write);
    key.step(1, write, 3, 31);
    assert.deepEqual([write.remaining, key.open.size], [2, 0]);
  });

  it('takes a write as reached by those that held a later version when it was accepted, since they first did', () => {
    const later = [1, 2].map((step) => trueWrite(50 + step, { origin: N2, node: 1, step }));
    const key = new KeyTruth(X, 3);
    for (const write of later) {
      key.accepted(write, ONE);
      key.step(1, write, write.step, write.acceptedAtMs);
    }
    const early = trueWrite(20, { step: 3 });
    key.accepted(early, ONE);
    assert.deepEqual([early.remaining, early.lastHeldMs], [2, 51]);
    assert.deepEqual([...key.laterThan(early)], [[1, 51]]);
    key.forgotten(1, 4);
    const another = trueWrite(21, { seq: 2, step: 5 });
    key.accepted(another, ONE);
    assert.equal(another.remaining, 3, 'what a life held that is over reaches nothing');
    assert.deepEqual([...key.laterThan(another)], []);
    assert.deepEqual([...key.laterThan(early)], [[1, 51]], 'it had it before');
  });

  it('counts the origin of a write in none of its lives among those that it had to reach', () => {
    const later = trueWrite(50, { origin: N2, node: 1 });
    const key = new KeyTruth(X, 3);
    key.accepted(later, ONE);
    key.forgotten(0, 2);
    key.step(3, later, 3, 60);
    key.accepted(trueWrite(20, { seq: 2, step: 4 }), ONE);
    assert.deepEqual(key.reachedMs, [10], 'n1 took in the later one');
  });

  it('tells which nodes took up a later version instead of a write, and which the write itself', () => {
    const [old, recent] = [trueWrite(10), trueWrite(20, { seq: 2, step: 2 })];
    const key = keyWith(old, recent);
    key.step(1, old, 3, 31);
    key.step(1, recent, 4, 32);
    key.step(2, recent, 5, 33);
    assert.deepEqual([...key.laterThan(old)], [[2, 33]]);
    assert.deepEqual([...key.laterThan(recent)], []);
    key.forgotten(2, 1);
    assert.deepEqual([...key.laterThan(old)], [[2, 33]], 'its life ended with the step of the write');
    // n2 began anew, and what it took up then is not the first that it had.
    key.forgotten(1, 6);
    key.step(4, recent, 7, 70);
    assert.deepEqual([...key.laterThan(old)], [[2, 33]]);
  });

  it('has a node that lost its memory reach a write again, and counts it once', () => {
    const [write, later] = [trueWrite(10), trueWrite(20, { seq: 2, step: 2 })];
    const key = keyWith(write);
    key.step(1, write, 3, 31);
    key.step(2, write, 4, 32);
    key.accepted(later, ONE);
    key.forgotten(1, 5);
    key.forgotten(2, 5);
    key.step(4, write, 6, 60);
    key.step(5, write, 6, 61);
    assert.deepEqual([write.remaining, write.again, write.lastHeldMs], [0, [60, 61], 32]);
    assert.deepEqual(key.reachedMs, [21, 22]);
    key.step(4, later, 7, 70);
    assert.deepEqual([later.again, later.remaining], [[], 2], 'n2 never had it before');
  });

  it('does not wait for a node again that had nothing when it lost its memory', () => {
    const write = trueWrite(10);
    const key = keyWith(write);
    key.forgotten(2, 2);
    key.step(5, write, 3, 50);
    assert.deepEqual([write.remaining, write.again], [1, []]);
  });

  it('knows what a node held after each step', () => {
    const [old, recent] = [trueWrite(10), trueWrite(20, { seq: 2, step: 4 })];
    const key = keyWith(old, recent);
    assert.deepEqual(
      [0, 1, 3, 4, 9].map((step) => key.heldAfter(0, step)?.clockUs),
      [undefined, 10_000, 10_000, 20_000, 20_000],
    );
    assert.equal(key.heldAfter(1, 9), undefined);
    assert.deepEqual([key.latestAt(0), key.latestAt(1)], [recent, undefined]);
  });

  it('says whether lives agree, are behind a version, or have held it', () => {
    const [old, recent] = [trueWrite(10), trueWrite(20, { seq: 2, step: 2 })];
    const key = keyWith(old, recent);
    key.step(1, old, 3, 30);
    assert.deepEqual(
      [key.isAgreed([0, 1]), key.isAgreed([1, 2]), key.isAgreed([2]), key.isAgreed([0])],
      [false, false, true, true],
    );
    key.step(1, recent, 3, 30);
    assert.equal(key.isAgreed([0, 1]), true);
    assert.deepEqual([key.isBehind([0, 1], recent), key.isBehind([0, 2], old)], [false, true]);
    assert.equal(key.isBehind([0, 1], trueWrite(20, { origin: N3 })), true);
    assert.deepEqual(
      [key.isHeldBy([0], old), key.isHeldBy([2], old), key.isHeldBy([2, 1], recent)],
      [true, false, true],
    );
    assert.equal(key.isHeldBy([0, 1], { clockUs: 15_000, origin: N1 }), false);
  });

  it('knows up to which version values were carried on', () => {
    const key = new KeyTruth(X, 3);
    const at = (clockUs: number) => ({ clockUs, origin: N1 });
    assert.equal(key.wasCarriedOn(at(1)), false);
    key.carriedOn(at(5));
    key.carriedOn(at(3));
    assert.deepEqual(
      [3, 5, 6].map((us) => key.wasCarriedOn(at(us))),
      [true, true, false],
    );
    key.carriedOn(at(6));
    assert.equal(key.wasCarriedOn(at(6)), true);
  });
});
