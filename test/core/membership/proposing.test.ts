/** A node that wants a change of the members: whom it asks, when again, when it gives up, and what becomes of it. */

import assert from 'node:assert/strict';
import type { WireProposal } from '../../../src/protocol/membership.ts';
import type { Origin } from '../../../src/protocol/names.ts';
import { A, B, C, D, Hand, next } from './views-by-hand.ts';

describe('a node that wants a change', () => {
  let hand: Hand;
  beforeEach(() => {
    hand = new Hand();
    assert.deepEqual(hand.take(), ['view 1']);
    assert.equal(hand.views.want(['remove', C], 0), undefined);
  });
  const promise = (by: Origin): string[] => hand.hears(by, 'promise', hand.id, hand.last('prepare')[2]);

  it('asks all voters, again those who have not answered, and makes it once most have voted for it', () => {
    assert.equal(hand.views.dueAtMs, 0);
    assert.deepEqual(hand.until(0), ['prepare b', 'prepare c']);
    assert.deepEqual([hand.until(99), hand.until(100)], [[], ['prepare b', 'prepare c']]);
    assert.deepEqual(promise(B), ['accept b', 'accept c']);
    assert.deepEqual(hand.until(200), ['accept b', 'accept c']);
    const [, , ballot] = hand.last('accept');
    assert.deepEqual(hand.hears(B, 'accepted', hand.id, ballot), [
      ...['view 2', 'done: remove c#0', 'decided 2: remove c#0'],
      ...['view b', 'view c'],
    ]);
    assert.deepEqual([hand.views.dueAtMs, hand.views.view?.those('active')], [Infinity, [A, B]]);
  });

  it('wants it once, however often it is asked', () => {
    assert.equal(hand.views.want(['remove', C], 1), undefined);
    assert.equal(hand.views.want(['remove', B], 1), undefined);
    assert.equal(hand.views.want(['leave', C], 1), undefined);
    hand.until(1000);
    assert.deepEqual(
      hand
        .until(2100)
        .filter((text) => text.startsWith('refused'))
        .map((text) => text.slice(0, 20)),
      ['refused: remove c#0:', 'refused: remove b#0:', 'refused: leave c#0: '],
    );
  });

  it('gives it up without a majority, and says how many have answered', () => {
    hand.until(1999);
    assert.deepEqual(hand.until(2000), [
      'refused: remove c#0: 1 of 3 active members answered, 2 are needed: bring some of them back, or, if they are gone for good, force it at one node',
    ]);
    assert.equal(hand.views.dueAtMs, Infinity);
  });

  it('cannot say what became of it once it was put to the vote', () => {
    hand.until(0);
    promise(B);
    assert.deepEqual(
      hand.until(2000).at(-1)?.slice(0, 60),
      'unknown: remove c#0: not enough active members have confirme',
    );
  });

  it('steps back where it is outbid, longer each time, and then outbids', () => {
    hand.until(0);
    const [, , ballot] = hand.last('prepare');
    hand.hears(B, 'refuse', hand.id, ballot, [7, B]);
    assert.equal(hand.views.dueAtMs, 150, 'a retry, and some of it');
    assert.deepEqual(hand.until(150), ['prepare b', 'prepare c']);
    assert.equal(hand.last('prepare')[2][0], 8);
    hand.hears(B, 'refuse', hand.id, hand.last('prepare')[2], [9, B]);
    assert.equal(hand.views.dueAtMs, 150 + 300);
    hand.hears(B, 'refuse', hand.id, ballot, [12, B]);
    assert.equal(hand.views.dueAtMs, 450, 'nothing is under way');
  });

  it('says that others were in its way, where it was outbid until it was given up', () => {
    hand.until(0);
    hand.hears(B, 'refuse', hand.id, hand.last('prepare')[2], [7, B]);
    assert.equal(
      hand.until(2000).at(-1),
      'refused: remove c#0: other changes of the members were in its way all the time: ask again',
    );
  });

  it('gives it all its time again where something else was decided', () => {
    hand.until(0);
    promise(B);
    hand.until(1500);
    hand.hears(B, 'view', next(hand.views.view, ['leave', C]).toWire());
    assert.deepEqual(
      hand.until(3499).filter((text) => /^(refused|unknown)/.test(text)),
      [],
    );
    assert.match(
      hand.until(3500).join(),
      /refused: remove c#0: 1 of 2 active members answered, 2 are needed/,
    );
  });

  it('completes first what another one has left open', () => {
    hand.until(0);
    const open: WireProposal = ['b#0/1', ['leave', C]];
    hand.hears(B, 'promise', hand.id, hand.last('prepare')[2], [1, B], open);
    assert.deepEqual(hand.last('accept')[3], open);
    assert.deepEqual(hand.hears(B, 'accepted', hand.id, hand.last('accept')[2]), [
      ...['view 2', 'decided 2: leave c#0', 'view b', 'view c'],
    ]);
    assert.deepEqual(hand.until(hand.now), ['prepare b'], 'its own change still is to be made');
  });

  it('hears that it was made by somebody else, or that it cannot be made any more', () => {
    assert.equal(hand.views.want(['leave', B], 0), undefined);
    const without = next(hand.views.view, ['remove', C]);
    assert.deepEqual(hand.hears(B, 'view', without.toWire()), ['view 2', 'done: remove c#0', 'have b']);
    const gone = next(without, ['replace', B, 'b#1' as Origin]);
    assert.deepEqual(hand.hears(B, 'view', gone.toWire()), ['view 3', 'done: leave b#0', 'have b']);
    assert.equal(hand.views.want(['activate', 'b#1' as Origin], 0), undefined);
    const removed = next(gone, ['remove', 'b#1' as Origin]);
    assert.deepEqual(hand.hears(B, 'view', removed.toWire()), ['view 4', 'have b'], 'that has to hold anew');
  });

  it('hears why it cannot be made any more', () => {
    assert.equal(hand.views.want(['leave', A], 0), undefined);
    const one = next(next(hand.views.view, ['remove', C]), ['remove', B]);
    assert.deepEqual(hand.hears(B, 'view', one.toWire()), [
      ...['view 3', 'done: remove c#0'],
      'refused: leave a#0: a is the only active member: nobody could change anything without it',
      'have b',
    ]);
  });

  it('is not one whose life was removed', () => {
    hand.hears(B, 'view', next(hand.views.view, ['remove', A]).toWire());
    assert.deepEqual([hand.views.isGone, hand.views.state], [true, undefined]);
    assert.equal(hand.views.want(['remove', C], 0), 'this node is no member: ask one');
    const later = next(next(hand.views.view, ['remove', C]), ['join', D]);
    assert.deepEqual(hand.hears(B, 'view', later.toWire()), [], 'it takes part in nothing any more');
    hand.views.askAround();
    assert.deepEqual(hand.take(), []);
  });
});
