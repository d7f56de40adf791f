/** When a clock that was corrected is right again: each change ends a life of its node, and must not come and go with the estimates. */

import assert from 'node:assert/strict';
import { ClockOffsets } from '../../../src/core/measure/clock-offsets.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';

const MAX_AHEAD_MS = 1000;

/** Two peers whose clocks are so far ahead, each known to half of a round trip. */
function known(aheadMs: readonly [number, number], roundTripMs: number): ClockOffsets {
  const offsets = new ClockOffsets(2, MAX_AHEAD_MS);
  aheadMs.forEach((ms, i) => {
    const times = { askedAtMs: 0, answeredAtMs: roundTripMs / 2 + ms, arrivedAtMs: roundTripMs };
    offsets.answered(`n${i}` as NodeId, `n${i}#0` as Origin, times);
  });
  return offsets;
}

describe('the correction of a clock', () => {
  it('stays where the next estimate is too rough to tell what an exact one has told', () => {
    assert.equal(known([-1100, -1100], 100).correctionMs(0), -1100);
    const rough = known([-1100, -1100], 400);
    assert.deepEqual([rough.isNear, rough.correctionMs(0), rough.correctionMs(-1100)], [true, 0, -1100]);
  });

  it('ends where the clock is near enough to half of the peers, for sure', () => {
    assert.equal(known([-800, -5000], 400).correctionMs(-1100), 0);
    assert.equal(known([-801, -5000], 400).correctionMs(-1100), -1100, 'it may be 1001 ms');
  });

  it('ends where it is further off than clocks may be, for sure, and the clock itself may be right', () => {
    assert.equal(known([0, 0], 4000).correctionMs(-3000), -3000);
    assert.equal(known([0, 0], 4000).correctionMs(-3001), 0);
    assert.equal(known([0, -3001], 4000).correctionMs(-3001), -3001, 'it suits one of them');
  });

  it('stays near a median that is itself at the edge', () => {
    const edge = known([1001, 2500], 0);
    assert.deepEqual([edge.isFar, edge.correctionMs(0), edge.correctionMs(2000)], [true, 1001, 2000]);
    const inside = known([999, 2500], 0);
    assert.deepEqual([inside.isFar, inside.correctionMs(1001)], [false, 0], 'one peer is near for sure');
  });
});
