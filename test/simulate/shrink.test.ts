/** A run of the swarm that fails is made simpler, for as long as that does not keep anybody waiting. */

import assert from 'node:assert/strict';
import type { Drawn } from '../../src/simulate/draw-members.ts';
import { describe as told, shrink, SHRINK_MESSAGES } from '../../src/simulate/shrink.ts';
import { draw } from '../../src/simulate/swarm.ts';

const DRAWN: Drawn = draw(1);
const FAULTY: Drawn = {
  ...DRAWN,
  settings: { ...DRAWN.settings, crashes: 2, pauses: 3, lossRatio: 0.4, skewMs: 2000, keys: 20 },
};

describe('a run of the swarm that fails', () => {
  it('loses every fault that it fails without', () => {
    const { settings } = shrink(FAULTY, 0, ({ settings: { crashes, keys } }) => ({
      fails: crashes === 2 && keys === 20,
      messages: 1,
    }));
    const { crashes, keys, pauses, lossRatio, skewMs } = settings;
    assert.deepEqual(
      { crashes, keys, pauses, lossRatio, skewMs },
      { crashes: 2, keys: 20, pauses: 0, lossRatio: 0, skewMs: 0 },
    );
  });

  it('is tried again until enough messages were simulated, its own among them', () => {
    const runs = (own: number, each: number): number => {
      let count = 0;
      shrink(FAULTY, own, () => {
        count++;
        return { fails: false, messages: each };
      });
      return count;
    };
    assert.deepEqual(
      [runs(SHRINK_MESSAGES, 1), runs(SHRINK_MESSAGES - 1, 1), runs(0, SHRINK_MESSAGES / 2), runs(0, 0)],
      [0, 1, 2, 13],
    );
  });

  it('is described by what is not as usual', () => {
    assert.match(told(FAULTY), /^\S.*: .*crashes 2.*/);
    assert.doesNotMatch(told({ ...FAULTY, settings: { ...FAULTY.settings, crashes: 0 } }), /crashes/);
  });
});
