/** The clock of an agent is known to half of a round trip, whatever the way there and back: the bound is held against the truth. */

import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ClockEstimate } from '../../../src/bench/agents/clock-estimate.ts';
import { spread } from '../../../src/bench/agents/clock-spread.ts';

const ways = fc.record({
  pauseMs: fc.double({ min: 0, max: 1000, noNaN: true }),
  thereMs: fc.double({ min: 0, max: 50, noNaN: true }),
  heldMs: fc.double({ min: 0, max: 50, noNaN: true }),
  backMs: fc.double({ min: 0, max: 50, noNaN: true }),
});

/** Of sums of large numbers. */
const ROUNDING_MS = 1e-6;

describe('the clock of an agent', () => {
  it('is as far away as the estimate says, within its bound', () => {
    const offset = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const drift = fc.double({ min: -1e-4, max: 1e-4, noNaN: true });
    fc.assert(
      fc.property(offset, drift, fc.array(ways, { minLength: 1 }), (offsetMs, share, trips) => {
        const there = (hereMs: number): number => hereMs * (1 + share) + offsetMs;
        const clock = new ClockEstimate();
        let nowMs = 0;
        for (const { pauseMs, thereMs, heldMs, backMs } of trips) {
          const sentAtMs = (nowMs += pauseMs);
          const gotAtMs = there((nowMs += thereMs));
          const answeredAtMs = there((nowMs += heldMs));
          clock.add({ sentAtMs, gotAtMs, answeredAtMs, backAtMs: (nowMs += backMs) });
          const errorMs = Math.abs(clock.here(there(nowMs)) - nowMs);
          assert.ok(errorMs <= clock.boundMs(nowMs) + ROUNDING_MS, `${errorMs} > ${clock.boundMs(nowMs)}`);
        }
      }),
    );
  });

  it('bounds how far apart any two are, those of two agents too', () => {
    const at = (offsetMs: number): { clock: ClockEstimate } => {
      const clock = new ClockEstimate();
      clock.add({ sentAtMs: 0, gotAtMs: offsetMs + 1, answeredAtMs: offsetMs + 1, backAtMs: 2 });
      return { clock };
    };
    // Two halves of a round trip of 2 ms, and what both may drift by in it.
    assert.ok(Math.abs(spread([at(-5), at(7)], 2) - (14 + 2 * 2 * 2e-4)) < ROUNDING_MS);
    assert.ok(Math.abs(spread([at(3), at(7)], 2) - (8 + 2 * 2e-4)) < ROUNDING_MS);
    assert.equal(spread([], 0), 0);
  });
});
