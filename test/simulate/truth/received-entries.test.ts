/** How often entries count that came to a replica: each form of them, with what the replica holds afterwards. */

import assert from 'node:assert/strict';
import type { WireEntry, WireWrite } from '../../../src/protocol/gossip.ts';
import type { Key } from '../../../src/protocol/names.ts';
import { toWire } from '../../../src/protocol/value-text.ts';
import { ReceivedEntries } from '../../../src/simulate/truth/received-entries.ts';
import { N1, X, Y } from './true-write.ts';

const whole = (key: Key): WireWrite => [key, toWire('1' as never)];
const bare = (key: Key): WireWrite => [key];
const entry = (...writes: WireWrite[]): WireEntry => [N1, 1, 1000, 1, 1, writes] as unknown as WireEntry;

/**
 * @param heldUs the version that the replica holds of each key
 * @param late how many it counted as too late
 */
function counted(
  entries: readonly WireEntry[],
  heldUs: Readonly<Record<string, number>>,
  late = 0,
): [lo: number, hi: number] {
  const received = new ReceivedEntries();
  const replica = {
    versionOf: (key: Key) => {
      const clockUs = heldUs[key];
      return clockUs === undefined ? undefined : { clockUs, origin: N1 };
    },
    claims: () => false,
  };
  received.add(entries, replica, late);
  return [received.lo, received.hi];
}

describe('an entry that came', () => {
  it('counts with all its values, whatever is held', () => {
    assert.deepEqual(counted([entry(whole(X)), entry(whole(X), whole(Y))], {}), [2, 2]);
  });

  it('counts without its value where that version or a later one is held, and else has to come again', () => {
    assert.deepEqual(counted([entry(bare(X))], {}), [0, 0]);
    assert.deepEqual(counted([entry(bare(X))], { x: 999 }), [0, 0]);
    assert.deepEqual(counted([entry(bare(X))], { x: 1000 }), [1, 1]);
    assert.deepEqual(counted([entry(bare(X))], { x: 1001 }), [1, 1]);
  });

  it('of several keys counts perhaps where it has lost some values', () => {
    const mixed = entry(whole(X), bare(Y));
    assert.deepEqual(counted([mixed], {}), [0, 1], 'y may have come later in the message');
    assert.deepEqual(counted([mixed], { x: 2000, y: 2000 }), [0, 1]);
    assert.deepEqual(counted([entry(bare(X), bare(Y))], { x: 2000 }), [0, 1]);
  });

  it('makes those beside it in the message uncertain, where it brings some of its values', () => {
    const mixed = entry(whole(X), bare(Y));
    assert.deepEqual(counted([mixed, entry(bare(X))], { x: 2000, y: 2000 }), [0, 2]);
    assert.deepEqual(counted([entry(whole(Y)), entry(bare(X))], { x: 2000 }), [2, 2]);
    assert.deepEqual(counted([mixed, entry(whole(X))], {}), [1, 2]);
    assert.deepEqual(
      counted([mixed, entry(whole(X))], {}, 3),
      [1, 5],
      'those that were too late may be others',
    );
    assert.deepEqual(counted([entry(whole(X))], {}, 3), [1, 1]);
  });
});
