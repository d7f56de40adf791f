/** What a life accepted again, after one whose clock was wrong, is defended against older writes of the lives before it, and nothing else. */

import assert from 'node:assert/strict';
import { Rewritten } from '../../src/core/rewritten.ts';
import { Store } from '../../src/core/store/store.ts';
import type { WireEntry } from '../../src/protocol/gossip.ts';
import type { JsonText, Key, Origin } from '../../src/protocol/names.ts';
import { entryWith } from './entries.ts';

const [FIRST, SECOND, OWN, OTHER] = ['n1#1', 'n1#2', 'n1#3', 'n2#0'] as Origin[] as [
  Origin,
  Origin,
  Origin,
  Origin,
];
const LIMIT_US = 1000;
const wire = (origin: Origin, clockUs: number, ...keys: Key[]): WireEntry => [
  ...([origin, 1, clockUs, 0, 1] as const),
  keys.map((key) => [key, 0]),
];

describe('what was accepted again', () => {
  let store: Store;
  const put = (key: Key, origin: Origin, clockUs: number): void =>
    store.put(key, entryWith({ origin, clockUs, keys: [key] }), `${key}` as JsonText, -Infinity);
  /** Of this version first. */
  const again = (life: Origin, clockUs: number, key: Key, before?: Rewritten): Rewritten => {
    const rewritten = new Rewritten(life, before);
    rewritten.add({ entry: entryWith({ origin: life, clockUs }), values: [[key, '1' as JsonText]] });
    return rewritten;
  };
  const threatened = (rewritten: Rewritten, ...entries: WireEntry[]): unknown =>
    rewritten.threatened(entries, store, OWN, LIMIT_US);
  beforeEach(() => (store = new Store(10)));

  it('is threatened by a write of that life that is older than it was then, and would win now', () => {
    put('x', OWN, 500);
    const rewritten = again(SECOND, 900, 'x');
    assert.deepEqual(threatened(rewritten, wire(SECOND, 600, 'x')), { values: [['x', 'x']], latestUs: 600 });
    assert.deepEqual(threatened(rewritten, wire(SECOND, 500, 'x')), { values: [['x', 'x']], latestUs: 500 });
    assert.deepEqual(threatened(rewritten, wire(SECOND, 700, 'x'), wire(SECOND, 600, 'x')), {
      values: [['x', 'x']],
      latestUs: 700,
    });
    for (const harmless of [
      wire(SECOND, 499, 'x'),
      wire(SECOND, 900, 'x'),
      wire(SECOND, 1001, 'x'),
      wire(FIRST, 600, 'x'),
      wire(OTHER, 600, 'x'),
      wire(SECOND, 600, 'y'),
    ])
      assert.equal(threatened(rewritten, harmless), undefined, harmless.join(' '));
  });

  it('is not, where somebody else has written the key since, or another key was accepted again', () => {
    put('x', OTHER, 500);
    assert.equal(threatened(again(SECOND, 900, 'x'), wire(SECOND, 600, 'x')), undefined);
    put('y', OWN, 500);
    assert.equal(threatened(again(SECOND, 900, 'x'), wire(SECOND, 600, 'y')), undefined);
  });

  it('is threatened by all lives before it: each by the lives after it', () => {
    put('x', SECOND, 500);
    put('y', OWN, 500);
    const both = again(SECOND, 900, 'y', again(FIRST, 800, 'x'));
    assert.deepEqual(threatened(both, wire(FIRST, 700, 'x'), wire(SECOND, 600, 'y')), {
      values: [
        ['x', 'x'],
        ['y', 'y'],
      ],
      latestUs: 700,
    });
    assert.equal(threatened(both, wire(SECOND, 700, 'x')), undefined, 'it is that life’s own');
  });

  it('is remembered of so many lives', () => {
    let rewritten: Rewritten | undefined;
    for (let life = 1; life <= 10; life++) rewritten = new Rewritten(`n1#${life}` as Origin, rewritten);
    assert.deepEqual(
      rewritten?.all().map(({ life }) => life),
      Array.from({ length: 9 }, (_, i) => `n1#${i + 2}`),
    );
  });

  it('of somebody else’s entry does not count', () => {
    const rewritten = new Rewritten(SECOND, undefined);
    rewritten.add({ entry: entryWith({ origin: OTHER, clockUs: 900 }), values: [['x', '1' as JsonText]] });
    assert.deepEqual(rewritten.all(), [{ life: SECOND, firstUs: [] }]);
  });

  it('is threatened by a process before the life whose clock was wrong, too, where the write was its', () => {
    put('x', OWN, 500);
    const rewritten = new Rewritten(SECOND, new Rewritten(FIRST, undefined));
    rewritten.add({ entry: entryWith({ origin: FIRST, clockUs: 900 }), values: [['x', '1' as JsonText]] });
    assert.deepEqual(threatened(rewritten, wire(FIRST, 600, 'x')), { values: [['x', 'x']], latestUs: 600 });
    assert.equal(threatened(rewritten, wire(SECOND, 600, 'x')), undefined);
  });

  it('is made again out of what a process kept, life by life', () => {
    let joined: Rewritten | undefined;
    for (const [life, firstUs] of [
      [FIRST, [['x', 5]]],
      [FIRST, [['y', 6]]],
      [SECOND, [['x', 7]]],
      [FIRST, [['z', 8]]],
    ] as const)
      joined = Rewritten.joined(joined, { life, firstUs });
    assert.deepEqual(joined?.all(), [
      {
        life: FIRST,
        firstUs: [
          ['x', 5],
          ['y', 6],
          ['z', 8],
        ],
      },
      { life: SECOND, firstUs: [['x', 7]] },
    ]);
  });
});
