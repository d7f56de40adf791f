/** A view is made of the one before by one change, and says in words which changes it does not take. */

import assert from 'node:assert/strict';
import { View } from '../../../src/core/membership/view.ts';
import { Spread } from '../../../src/core/membership/spread.ts';
import type { NodeEvent } from '../../../src/core/events.ts';
import type { MemberState, WireChange, WireView } from '../../../src/protocol/membership.ts';
import type { Origin } from '../../../src/protocol/names.ts';

const [A, B, C, D] = ['a#0', 'b#0', 'c#0', 'd#0'] as Origin[] as [Origin, Origin, Origin, Origin];
const B1 = 'b#1' as Origin;

function viewOf(members: Readonly<Record<string, MemberState>>, gone: readonly Origin[] = []): View {
  const list = Object.entries(members) as [Origin, MemberState][];
  return new View([[5, 'five'], list, gone, ['four', 'three']]);
}

/** The view after a change, as it travels. */
function after(view: View, change: WireChange, address?: string): WireView | string {
  const next = view.after(address === undefined ? ['six', change] : ['six', change, address]);
  return typeof next === 'string' ? next : next.toWire();
}

const HISTORY = ['five', 'four', 'three'];

describe('the view after', () => {
  const view = viewOf({ [A]: 'active', [B]: 'active', [C]: 'joining', [D]: 'leaving' });

  for (const [change, members, gone] of [
    [['join', 'e#0'], { [A]: 'active', [B]: 'active', [C]: 'joining', [D]: 'leaving', 'e#0': 'joining' }, []],
    [['activate', C], { [A]: 'active', [B]: 'active', [C]: 'active', [D]: 'leaving' }, []],
    [['leave', B], { [A]: 'active', [B]: 'leaving', [C]: 'joining', [D]: 'leaving' }, []],
    [['left', D], { [A]: 'active', [B]: 'active', [C]: 'joining' }, [D]],
    [['remove', C], { [A]: 'active', [B]: 'active', [D]: 'leaving' }, [C]],
    [['replace', B, B1], { [A]: 'active', [B1]: 'joining', [C]: 'joining', [D]: 'leaving' }, [B]],
  ] as [WireChange, Record<string, MemberState>, Origin[]][])
    it(`${change.join(' ')} has those members`, () => {
      assert.deepEqual(after(view, change), [[6, 'six'], Object.entries(members), gone, HISTORY]);
    });

  it('keeps where members listen, and says where the one does that comes', () => {
    const alone = View.founded([A], 'm', 'a:1');
    const two = alone.after(['n', ['join', B], 'b:1']);
    assert.ok(two instanceof View);
    assert.deepEqual(two.toWire(), [
      [2, 'n'],
      [
        [A, 'active', 'a:1'],
        [B, 'joining', 'b:1'],
      ],
      [],
      ['m'],
    ]);
    assert.deepEqual(after(two, ['replace', B, B1], 'b:2'), [
      [3, 'six'],
      [
        [A, 'active', 'a:1'],
        [B1, 'joining', 'b:2'],
      ],
      [B],
      ['n', 'm'],
    ]);
    assert.deepEqual(after(two, ['activate', B], 'elsewhere')[1], [
      [A, 'active', 'a:1'],
      [B, 'active', 'b:1'],
    ]);
  });
});

describe('a view takes no change', () => {
  const view = viewOf({ [A]: 'active', [B]: 'active', [C]: 'joining', [D]: 'leaving' }, ['x#0' as Origin]);
  const last = viewOf({ [A]: 'active', [C]: 'joining' });

  for (const [of, change, problem] of [
    [view, ['join', B], 'b is a member already'],
    [view, ['join', B1], 'another life of b is a member: replace it'],
    [view, ['join', 'x#0'], 'this life of x was a member, and is no more: start it empty'],
    [view, ['activate', A], 'a is active, and cannot become active'],
    [view, ['activate', 'y#0'], 'y is no member, and cannot become active'],
    [view, ['left', B], 'b is active, and was not leaving'],
    [view, ['left', 'y#0'], 'y is no member, and was not leaving'],
    [view, ['leave', C], 'c is joining, and cannot begin to leave'],
    [view, ['leave', B1], 'b is no member any more, or another life of it is'],
    [view, ['remove', 'y#0'], 'y is no member any more, or another life of it is'],
    [view, ['replace', B, 'x#0'], 'this life of x was a member, and is no more: start it empty'],
    [view, ['replace', B, C], 'c is a member already'],
    [view, ['replace', B, 'a#7'], 'another life of a is a member: replace it'],
    [last, ['leave', A], 'a is the only active member: nobody could change anything without it'],
    [last, ['replace', A, 'a#1'], 'a is the only active member: nobody could change anything without it'],
  ] as [View, WireChange, string][])
    it(`${change.join(' ')}: ${problem}`, () => {
      assert.equal(of.problemWith(change), problem);
      assert.equal(after(of, change), problem);
    });

  it('that would make more lives come and gone than are remembered', () => {
    const lives = Array.from({ length: 4096 }, (_, i) => `z#${i}` as Origin);
    assert.match(
      viewOf({ [A]: 'active' }, lives).problemWith(['join', B]) ?? '',
      /^4096 lives have come and gone/,
    );
    assert.equal(viewOf({ [A]: 'active' }, lives.slice(1)).problemWith(['join', B]), undefined);
  });

  it('but the last active member lets others go, and counts those who vote', () => {
    assert.equal(last.problemWith(['remove', C]), undefined);
    assert.deepEqual([view.voters, view.majority, last.majority], [[A, B], 2, 1]);
  });
});

describe('a view knows', () => {
  const view = viewOf({ [A]: 'active', [B]: 'joining' }, [D]);

  it('which views it came of', () => {
    assert.deepEqual(
      [
        [4, 'four'],
        [4, 'three'],
        [3, 'three'],
        [2, 'two'],
        [5, 'five'],
        [6, 'six'],
      ].map((id) => view.descendsFrom(id as [number, string])),
      [true, false, true, false, false, false],
    );
    assert.deepEqual(
      [[4, 'four'], [4, 'other'], [5, 'five'], [6, 'six'], undefined, 4, ['4', 'four']].map((id) =>
        view.isAfter(id as [number, string]),
      ),
      [view.descendsFrom([4, 'four']), false, false, false, false, false, false],
    );
    assert.deepEqual(
      [view.isSame([5, 'five']), view.isSame([5, 'other']), view.isSame([4, 'five']), view.isSame(undefined)],
      [true, false, false, false],
    );
  });

  it('no more marks than a message may have', () => {
    let next = View.founded([A, B], 'm1');
    for (let number = 2; number <= 70; number++) {
      const after = next.after([`m${number}`, ['join', `n${number}#0` as Origin]]);
      assert.ok(after instanceof View);
      next = after;
    }
    assert.equal(next.history.length, 64);
    assert.equal(next.descendsFrom([6, 'm6']), true);
    assert.equal(next.descendsFrom([5, 'm5']), false);
  });

  it('who is and who was a member', () => {
    assert.deepEqual(
      ['a', 'b', 'd', 'e'].map((node) => [view.lifeOf(node), view.wasMember(node)]),
      [
        [A, true],
        [B, true],
        [undefined, true],
        [undefined, false],
      ],
    );
    assert.deepEqual(view.those('joining', 'active'), [A, B]);
    assert.deepEqual([view.stateOf(B), view.stateOf(D), view.number], ['joining', undefined, 5]);
  });
});

describe('how long a view takes to reach its members', () => {
  const change: WireChange = ['join', C];
  let events: NodeEvent[];
  let spread: Spread;
  beforeEach(() => {
    events = [];
    spread = new Spread(A, { events });
  });
  const view = (number: number, ...lives: Origin[]): View =>
    new View([[number, `v${number}`], lives.map((life) => [life, 'active']), [], []]);

  it('counts until each of the others has said that it has it, or a later one', () => {
    spread.decided(view(2, A, B, C), change, 100);
    spread.heard(B, [1, 'v1'], 110);
    spread.heard(B, [2, 'v2'], 120);
    spread.heard(B, [2, 'v2'], 130);
    assert.deepEqual(events, []);
    spread.heard(C, [3, 'v3'], 150);
    assert.deepEqual(events, [
      {
        ...{ type: 'view_spread', id: [2, 'v2'], change, decidedAtMs: 100, convergenceMs: 50 },
        heard: [
          ['b', 20],
          ['c', 50],
        ],
      },
    ]);
    spread.heard(C, [3, 'v3'], 160);
    assert.equal(events.length, 1);
  });

  it('waits no more for who is removed, and takes no time where this node is alone', () => {
    spread.decided(view(2, A, B, C), change, 100);
    spread.viewChanged(view(3, A, C), 140);
    assert.equal(events.length, 0);
    spread.viewChanged(view(4, A), 150);
    spread.decided(view(4, A), change, 150);
    assert.deepEqual(
      events.map((event) => event.type === 'view_spread' && [event.id[0], event.convergenceMs, event.heard]),
      [
        [2, 50, []],
        [4, 0, []],
      ],
    );
  });

  it('of more than so many views at once is not known of the oldest', () => {
    for (let number = 1; number <= 65; number++) spread.decided(view(number, A, B), change, number);
    spread.heard(B, [100, 'v'], 200);
    const numbers = events.map((event) => event.type === 'view_spread' && event.id[0]);
    assert.deepEqual([numbers.length, numbers[0], numbers.at(-1)], [64, 2, 65]);
  });
});
