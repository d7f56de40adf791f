/** What a link does to a stream: nothing is overtaken, and no more goes through than fits. */

import assert from 'node:assert/strict';
import { StreamDelay } from '../../src/net/stream-delay.ts';

describe('the delay of a stream', () => {
  it('keeps the order, whatever latencies are drawn', () => {
    const latencies = [50, 10, 30, 5];
    const delay = new StreamDelay({ latencyMs: () => latencies.shift() ?? 0, bytesPerSec: Infinity });
    assert.deepEqual(
      [0, 1, 2, 60].map((nowMs) => delay.dueAfter(nowMs, 100)),
      [50, 50, 50, 65],
    );
  });

  it('lets no more through than its bandwidth, and does not save up what was not used', () => {
    const delay = new StreamDelay({ latencyMs: () => 10, bytesPerSec: 1000 });
    assert.deepEqual(
      [0, 0, 1000].map((nowMs) => delay.dueAfter(nowMs, 100)),
      [110, 210, 1110],
    );
  });
});
