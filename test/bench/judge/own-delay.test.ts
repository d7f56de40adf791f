/** The bench's own delay: when it is too much, and what else was to blame. */

import assert from 'node:assert/strict';
import { judge } from '../../../src/bench/judge/judge.ts';
import { evidence } from './evidence.ts';

interface Conditions {
  readonly delayMs: number;
  readonly latencyMs?: number;
  readonly stolenShare?: number | undefined;
}

async function warnings({ delayMs, latencyMs, stolenShare }: Conditions): Promise<readonly string[]> {
  const all = await evidence({
    evidence: ({ router, settings, heldUp }) => {
      for (let message = 0; message < 100; message++) router.traffic.addedDelay(delayMs);
      return {
        settings: { ...settings, ...(latencyMs !== undefined && { latencyMs }) },
        heldUp: { ...heldUp, stolenShare },
      };
    },
  });
  return judge(all).warnings;
}

describe("the bench's own delay", () => {
  it('is warned of beyond 3 ms, or a tenth of the latency where that is more', async () => {
    assert.deepEqual(await warnings({ delayMs: 2.9 }), []);
    assert.equal((await warnings({ delayMs: 3.1 })).length, 1);
    assert.deepEqual(await warnings({ delayMs: 4.9, latencyMs: 50 }), []);
    assert.match(
      (await warnings({ delayMs: 5.1, latencyMs: 50 })).join(),
      /by 5\.1 ms .* beyond the 50 ms that were asked for \(5 would do no harm\)/,
    );
  });

  it('comes with what the host of a virtual machine took, from a hundredth on', async () => {
    const ends = async (stolenShare: number | undefined): Promise<string> =>
      /less busy machine(.*)$/.exec((await warnings({ delayMs: 9, stolenShare })).join())?.[1] ??
      assert.fail();
    assert.equal(await ends(undefined), '');
    assert.equal(await ends(0.0099), '');
    assert.match(await ends(0.01), /its host took 1 % of its processors' time$/);
  });
});
