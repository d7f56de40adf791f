/** How a node comes in: by asking, in place of the life that it had, as a founder, or because somebody forces it. */

import assert from 'node:assert/strict';
import { View } from '../../../src/core/membership/view.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';
import { A, B, C, D, Hand, LIVES, next } from './views-by-hand.ts';

describe('a node that wants to join', () => {
  const joining = (address?: string): Hand =>
    new Hand({ founders: [], ...(address !== undefined && { address }) });

  it('asks again and again, until it hears of a view that it is in', () => {
    const hand = joining('d:1');
    assert.deepEqual([hand.until(0), hand.last('join')], [['join s'], ['join', 'd:1']]);
    assert.deepEqual([hand.until(99), hand.until(100)], [[], ['join s']]);
    const others = View.founded([B, C], 'm');
    assert.deepEqual(hand.hears(B, 'view', others.toWire()), []);
    assert.equal(hand.views.view, undefined);
    assert.deepEqual(hand.hears(B, 'view', next(others, ['join', A]).toWire()), ['view 2', 'have b']);
    assert.deepEqual([hand.views.dueAtMs, hand.views.state], [Infinity, 'joining']);
    assert.deepEqual(
      [joining().until(0), joining().views.want(['leave', A], 0)],
      [['join s'], 'this node is no member: ask one'],
    );
    assert.equal(joining().views.force(['remove', B], 0), 'this node has no view');
  });

  it('is let in by an active member, in place of the life that it had', () => {
    const hand = new Hand();
    hand.until(0);
    assert.deepEqual(hand.hears(D, 'join', 'd:1'), []);
    assert.deepEqual(hand.hears('b#1' as Origin, 'join'), []);
    hand.until(0);
    hand.hears(B, 'promise', hand.id, hand.last('prepare')[2]);
    assert.deepEqual(hand.last('accept')[3].slice(1), [['join', D], 'd:1']);
    hand.hears(B, 'accepted', hand.id, hand.last('accept')[2]);
    assert.deepEqual(hand.views.view?.addresses, new Map([[D, 'd:1']]));
    hand.until(hand.now);
    hand.hears(C, 'promise', hand.id, hand.last('prepare')[2]);
    assert.deepEqual(hand.last('accept')[3].slice(1), [['replace', B, 'b#1']]);
    hand.now += 1000;
    assert.deepEqual(hand.hears(D, 'join'), ['view d'], 'it is in already');
  });

  it('is let in by nobody who is no active member, nor in another one’s name', () => {
    const hand = new Hand();
    hand.views.receive('x' as NodeId, D, ['join'], 0);
    assert.deepEqual(hand.until(0), ['view 1']);
    hand.hears(B, 'view', next(hand.views.view, ['leave', A]).toWire());
    hand.hears(D, 'join');
    assert.deepEqual(hand.until(5000), []);
  });
});

describe('the first view', () => {
  it('of several founders is the same at each; that of one alone is nobody else’s', () => {
    const mark = (founders: readonly Origin[], address?: string): unknown =>
      new Hand({ founders, ...(address !== undefined && { address }) }).views.view?.toWire().slice(0, 2);
    assert.deepEqual(mark(LIVES), [[1, 'founded'], LIVES.map((life) => [life, 'active'])]);
    assert.deepEqual(mark([A], 'a:1'), [[1, 'founded a#0'], [[A, 'active', 'a:1']]]);
  });
});

describe('a change that is forced', () => {
  it('is made without asking anybody, and told to all, the one that is gone among them', () => {
    const hand = new Hand();
    hand.take();
    assert.equal(hand.views.force(['remove', C], 0), undefined);
    assert.deepEqual(hand.take(), ['view 2', 'decided 2: remove c#0', 'view b', 'view c']);
    assert.equal(hand.views.force(['remove', C], 0), 'c is no member any more, or another life of it is');
    assert.match(hand.id[1], /^forced a#0\/1$/);
    assert.deepEqual(hand.hears(B, 'ask'), [], 'it was told a moment ago');
  });

  it('is the only one of a node alone', () => {
    const hand = new Hand({ founders: [A] });
    assert.equal(hand.views.want(['join', D], 0), undefined);
    assert.deepEqual(hand.until(0), ['view 1', 'view 2', 'done: join d#0', 'decided 2: join d#0', 'view d']);
  });
});
