/** A node as a voter: what it answers, what it completes, and what it tells of views that are older, later or others. */

import assert from 'node:assert/strict';
import { View } from '../../../src/core/membership/view.ts';
import type { NodeId } from '../../../src/protocol/names.ts';
import { A, B, C, D, Hand, LIVES, next } from './views-by-hand.ts';

describe('a voter', () => {
  let hand: Hand;
  beforeEach(() => {
    hand = new Hand();
    hand.take();
  });

  it('answers ballots about the view that it has', () => {
    assert.deepEqual(hand.hears(B, 'prepare', hand.id, [3, B]), ['promise b']);
    assert.deepEqual(hand.hears(B, 'accept', hand.id, [3, B], ['b#0/3', ['remove', C]]), ['accepted b']);
    assert.deepEqual(hand.hears(C, 'prepare', hand.id, [2, C]), ['refuse c']);
  });

  it('completes what it has voted for if nobody does', () => {
    hand.hears(B, 'accept', hand.id, [3, B], ['b#0/3', ['remove', C]]);
    assert.deepEqual(
      [hand.until(599), hand.until(600)],
      [[], ['prepare b', 'prepare c']],
      'after six retries',
    );
    assert.deepEqual(hand.last('prepare')[2], [4, A]);
    hand.hears(B, 'promise', hand.id, [4, A]);
    assert.deepEqual(hand.last('accept')[3], ['b#0/3', ['remove', C]]);
    // Another view: that is settled.
    hand.hears(B, 'view', next(hand.views.view, ['remove', C], 'b#0/3').toWire());
    assert.equal(hand.views.dueAtMs, Infinity);
  });

  it('takes no part in a ballot that leaves no rounds for others, and is outbid by none', () => {
    const end = Number.MAX_SAFE_INTEGER;
    assert.deepEqual(hand.hears(B, 'prepare', hand.id, [end, B]), []);
    hand.hears(B, 'accept', hand.id, [3, B], ['b#0/3', ['remove', C]]);
    hand.until(600);
    assert.deepEqual(hand.last('prepare')[2], [4, A]);
    assert.deepEqual(hand.hears(B, 'refuse', hand.id, [4, A], [end, B]), []);
    assert.deepEqual(hand.hears(C, 'promise', hand.id, [4, A], [end, B], ['b#0/9', ['remove', A]]), []);
    hand.hears(B, 'promise', hand.id, [4, A]);
    assert.deepEqual(hand.last('accept')[3], ['b#0/3', ['remove', C]]);
  });

  it('accepts nothing that cannot follow the view, and goes on with nothing of the kind: nobody could ever decide it', () => {
    const impossible = ['b#0/9', ['activate', C]] as const;
    assert.deepEqual(hand.hears(B, 'accept', hand.id, [9, B], impossible), []);
    assert.equal(hand.views.dueAtMs, Infinity, 'there is nothing to complete');
    hand.views.want(['remove', C], hand.now);
    hand.until(hand.now);
    const [, , ballot] = hand.last('prepare');
    hand.hears(B, 'promise', hand.id, ballot, [9, B], impossible);
    assert.deepEqual(hand.last('accept')[3][1], ['remove', C]);
  });

  it('takes no view that leaves no numbers for others', () => {
    const [, members, gone] = hand.views.view?.toWire() ?? assert.fail('it has none');
    const { id } = hand;
    hand.hears(B, 'view', [[Number.MAX_SAFE_INTEGER, 'm'], members, gone, []]);
    assert.deepEqual(hand.id, id);
  });

  it('goes on with that in another process', () => {
    hand.memory.accept([3, B], ['b#0/3', ['remove', C]]);
    const again = new Hand({ kept: hand.views.view, memory: hand.memory });
    assert.deepEqual(
      [again.take(), again.until(599), again.until(600)],
      [[], [], ['prepare b', 'prepare c']],
    );
    const idle = new Hand({ kept: hand.views.view });
    assert.equal(idle.views.dueAtMs, Infinity);
  });

  it('that only promised has nothing to complete, and proposes nothing of its own', () => {
    hand.hears(B, 'prepare', hand.id, [3, B]);
    assert.equal(hand.views.dueAtMs, Infinity);
  });

  it('that is joining or leaving does not answer', () => {
    const leaving = next(hand.views.view, ['leave', A]);
    hand.hears(B, 'view', leaving.toWire());
    assert.deepEqual(hand.hears(B, 'prepare', hand.id, [3, B]), []);
  });

  it('tells who speaks of an older view, and asks who speaks of a later one, but not again and again', () => {
    const first = hand.id;
    const second = next(hand.views.view, ['remove', C]);
    assert.deepEqual(hand.hears(B, 'prepare', second.id, [3, B]), ['ask b']);
    assert.deepEqual(hand.hears(B, 'prepare', second.id, [3, B]), []);
    hand.now = 26;
    assert.deepEqual(hand.hears(B, 'prepare', second.id, [3, B]), ['ask b']);
    hand.now = 100;
    assert.deepEqual(hand.hears(B, 'view', second.toWire()), ['view 2', 'have b']);
    assert.deepEqual(hand.hears(B, 'prepare', first, [3, B]), ['view b']);
    assert.deepEqual(hand.hears(B, 'prepare', first, [3, B]), []);
    hand.now = 125;
    assert.deepEqual(hand.hears(B, 'ask'), ['view b']);
    assert.deepEqual(hand.hears(B, 'have'), []);
  });

  it('says so where another view of the same number is about', () => {
    const [mine, theirs] = [
      next(hand.views.view, ['remove', C]),
      next(hand.views.view, ['remove', B], 'other'),
    ];
    hand.hears(B, 'view', mine.toWire());
    assert.deepEqual(hand.hears(C, 'view', theirs.toWire()), ['split 2']);
    assert.deepEqual(hand.hears(C, 'view', next(theirs, ['join', D]).toWire()), ['split 3']);
    assert.deepEqual(hand.hears(C, 'prepare', theirs.id, [3, C]), ['split 2']);
    assert.equal(hand.views.compare([1, 'another'], 'c' as NodeId, 0), 'other');
    assert.deepEqual(hand.take(), ['split 1']);
    assert.deepEqual(hand.hears(B, 'view', mine.toWire()), [], 'it has that one');
    assert.deepEqual(hand.hears(B, 'view', View.founded(LIVES, 'founded').toWire()), [], 'that one is older');
    assert.deepEqual(
      (
        [
          [2, 'next'],
          [1, 'founded'],
          [3, 'x'],
        ] as const
      ).map((id) => hand.views.compare(id, 'b' as NodeId, 0)),
      ['same', 'older', 'later'],
    );
  });
});
