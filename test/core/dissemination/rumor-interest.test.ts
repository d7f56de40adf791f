/** When interest in a rumor is lost: each rule by itself. */

import assert from 'node:assert/strict';
import type { Prng } from '../../../src/base/prng.ts';
import {
  interestOf,
  type Interest,
  type RumorStop,
  type Tellings,
} from '../../../src/core/dissemination/rumor-interest.ts';

/** Draws these, and nothing more. */
function drawing(...numbers: number[]): Prng {
  return { float: () => numbers.shift() ?? assert.fail('drawn too often') } as unknown as Prng;
}

function fresh(): Tellings {
  return { needless: 0, told: 0, known: 0 };
}

function interest(rumorStop: RumorStop, k: number, rng = drawing(), byRounds = false): Interest {
  return interestOf({ rumorStop, rumorStopCount: k }, byRounds, rng);
}

describe('interest in a rumor', () => {
  it('is lost blindly after k tellings, whatever comes back', () => {
    const { told, known, roundOver } = interest('blind-counter', 2);
    const rumor = fresh();
    assert.deepEqual(
      [known(rumor), roundOver(rumor), told(rumor), roundOver(rumor), told(rumor)],
      [...[false, false, false, false, true]],
    );
  });

  it('is lost blindly with a probability of 1/k for each telling', () => {
    const { told, known, roundOver } = interest('blind-coin', 4, drawing(0.25, 0.249));
    const rumor = fresh();
    assert.deepEqual([told(rumor), told(rumor), known(rumor), roundOver(rumor)], [false, true, false, false]);
  });

  it('is lost with a probability of 1/k for each who knew it', () => {
    const { told, known, roundOver } = interest('feedback-coin', 4, drawing(0.25, 0.249));
    const rumor = fresh();
    assert.deepEqual(
      [known(rumor), known(rumor), told(rumor), roundOver(rumor)],
      [false, true, false, false],
    );
  });

  it('is lost when k in a row knew it, and a round in which nobody did begins anew', () => {
    const { told, known, roundOver } = interest('feedback-counter', 2);
    const rumor = fresh();
    assert.equal(known(rumor), false);
    assert.equal(roundOver(rumor), false, 'one knew it: the count goes on');
    assert.equal(told(rumor), false);
    assert.equal(roundOver(rumor), false, 'nobody did');
    assert.equal(known(rumor), false);
    assert.equal(known(rumor), true);
  });

  it('is lost by rounds after k in which all who asked knew it; one that lacked it begins anew', () => {
    const { told, known, roundOver } = interest('feedback-counter', 2, drawing(), true);
    const rumor = fresh();
    const round = (asking: number, knowing: number): boolean => {
      for (let i = 0; i < asking; i++) assert.equal(told(rumor), false);
      for (let i = 0; i < knowing; i++) assert.equal(known(rumor), false);
      return roundOver(rumor);
    };
    assert.deepEqual(
      [round(3, 3), round(0, 0), round(2, 1), round(1, 1), round(0, 0), round(2, 2)],
      [...[false, false, false, false, false, true]],
    );
  });
});
