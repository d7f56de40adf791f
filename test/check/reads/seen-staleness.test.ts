/** Stale reads of registers, as a report has them: only those that are certain count, at least as stale as they are. */

import assert from 'node:assert/strict';
import { staleRegisterReads } from '../../../src/check/reads/seen-staleness.ts';
import { op } from '../model.ts';

describe('the stale reads of a report', () => {
  const stale = op('read', 'x', '1', 30, 31);
  const history = [
    op('write', 'x', '1', 0, 1),
    op('write', 'x', '2', 10, 12),
    // One more is under way.
    op('write', 'x', '3', 25, 40),
    stale,
    op('read', 'x', '2', 35, 36),
    op('read', 'x', '3', 50, 51),
  ];

  it('are those that are certain, and those that are possible only bound them', () => {
    const seen = staleRegisterReads(history, 0);
    assert.deepEqual([seen.reads, seen.stale], [3, { lo: 1, hi: 2 }]);
    assert.deepEqual(seen.staleReads, [stale]);
    assert.deepEqual([seen.ageMs.count, seen.ageMs.max, seen.depth.max], [1, 18, 1]);
    assert.ok(seen.visibility.length > 0);
  });

  it('are fewer where clocks may be apart', () => {
    assert.deepEqual(staleRegisterReads(history, 20).stale, { lo: 0, hi: 3 });
  });
});
