/** The clock that all processes of a run must agree on. */

import assert from 'node:assert/strict';
import { wallClockMs } from '../../src/observe/wall-clock.ts';

const MODULE = '../../src/observe/wall-clock.ts';

function assertRight(clock: () => number): void {
  for (let look = 0; look < 1000; look++) {
    const before = Date.now();
    const atMs = clock();
    const after = Date.now();
    assert.ok(atMs > before - 0.1 && atMs < after + 1.1, `${atMs} between ${before} and ${after}`);
  }
}

describe('the wall clock', () => {
  it('shows what Date.now() shows, and the part of the millisecond', () => {
    assertRight(wallClockMs);
  });

  it('is right where the process had to wait between the two clocks that Node reads as it begins', async () => {
    const { timeOrigin } = performance;
    Object.defineProperty(performance, 'timeOrigin', { value: timeOrigin + 20, configurable: true });
    try {
      const late = (await import(`${MODULE}?late`)) as { wallClockMs: () => number };
      assertRight(late.wallClockMs);
    } finally {
      Object.defineProperty(performance, 'timeOrigin', { value: timeOrigin, configurable: true });
    }
  });

  it('never goes back', () => {
    for (let last = wallClockMs(), look = 0; look < 1000; look++) {
      const atMs = wallClockMs();
      assert.ok(atMs >= last);
      last = atMs;
    }
  });
});
