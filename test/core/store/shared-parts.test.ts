/** Parts that many replicas of one process share: whoever gets one, it says what one of its own would. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Key, Origin } from '../../../src/protocol/names.ts';
import { listOf } from '../../../src/core/store/key-list.ts';
import { stampOf } from '../../../src/core/store/stamps.ts';
import { OriginState } from '../../../src/core/store/origin-state.ts';
import { undatedRow, wireSeen } from '../../../src/core/store/wire-seen.ts';

describe('parts that replicas share', () => {
  it('are one list of one key for all, and never another key', () => {
    const keys = fc.array(fc.oneof(fc.string({ maxLength: 3 }), fc.integer(), fc.double({ noNaN: true })));
    fc.assert(
      fc.property(keys, (list: Key[]) => {
        // Many fall on one place: each is asked for after the others have been.
        for (const key of [...list, ...list]) {
          assert.deepEqual(listOf(key), [Object.is(key, -0) ? listOf(key)[0] : key]);
          assert.equal(listOf(key), listOf(key));
        }
      }),
    );
  });

  it('are one stamp for all that hold a write, and never that of another one', () => {
    const writes = fc.array(
      fc.record({
        origin: fc.constantFrom('n1#a', 'n2#a'),
        seq: fc.integer({ min: 1, max: 3 }),
        clockUs: fc.constantFrom(1.7e15, 1.7e15 + 1, 1.7e15 + 2 ** 32),
        acceptedAtMs: fc.constantFrom(1.7e12, 1.7e12 + 1 / 1024),
        keys: fc
          .constantFrom(['x'], ['y'], ['x', 'y'])
          .map((keys) => (keys[1] === undefined ? listOf(keys[0] as Key) : keys)),
      }),
    );
    fc.assert(
      fc.property(writes, (list) => {
        for (const { origin, seq, clockUs, acceptedAtMs, keys } of [...list, ...list]) {
          const stamp = stampOf(origin as Origin, seq, clockUs, acceptedAtMs, keys);
          assert.deepEqual(stamp, { origin, seq, clockUs, acceptedAtMs, keys });
          if (keys.length === 1)
            assert.equal(stampOf(origin as Origin, seq, clockUs, acceptedAtMs, keys), stamp);
        }
      }),
    );
  });

  it('are one row for all that say the same of an origin, and never what another one says', () => {
    const states = fc.array(
      fc.record({
        origin: fc.constantFrom('n1#a', 'n1#b', 'n2#a', 'n1234567#a', 'n1234567#b'),
        runs: fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat({ max: 2 })), { maxLength: 3 }),
        stable: fc.nat({ max: 3 }),
      }),
    );
    fc.assert(
      fc.property(states, (list) => {
        for (const { origin, runs, stable } of [...list, ...list]) {
          const state = new OriginState(origin as Origin);
          for (const [from, more] of runs) state.addRun(from, from + more, 8);
          state.stable = stable;
          assert.deepEqual(undatedRow(state), wireSeen(state.origin, state, null));
          if (!state.hasGaps) assert.equal(undatedRow(state), undatedRow(state));
        }
      }),
    );
  });
});
