/** What identifies a life. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { incarnationAt, makeOrigin } from '../../../src/core/store/dot.ts';
import type { NodeId } from '../../../src/protocol/names.ts';
import { lifeNamed } from '../../../src/protocol/validate/hearing.ts';

/** Up to the year 2200. */
const times = fc.double({ min: 1, max: 7_258_118_400_000, noNaN: true });

describe('the incarnation of a life', () => {
  it('is never after the time at which it begins, whatever fraction of a microsecond that has', () => {
    fc.assert(
      fc.property(times, (startMs) => {
        const life = lifeNamed(makeOrigin('n1' as NodeId, incarnationAt(startMs)));
        assert.ok(
          life !== undefined && life.startMs <= startMs && life.startMs > startMs - 0.003,
          `${startMs}`,
        );
      }),
    );
    // Its product with a thousand is a tie, and rounds up.
    assert.equal(incarnationAt(1_735_689_600_758.171875), 1_735_689_600_758_171);
  });
});
