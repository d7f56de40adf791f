/** What a sweep varies, beside what is given with it: nothing that was typed is left aside in silence. */

import assert from 'node:assert/strict';
import { TUNED } from '../../src/bin/tune/flags.ts';
import { spaceFor } from '../../src/bin/tune/space.ts';
import { pointsOf } from '../../src/bin/simulate/sweep.ts';

describe('a sweep', () => {
  it('refuses the swept flag beside it, which would change nothing', () => {
    assert.throws(
      () => pointsOf(new Map([['seed', '3']]), TUNED, 'seed=1..3'),
      /--seed 3 would change nothing: the sweep gives its values/,
    );
    assert.equal(pointsOf(new Map([['nodes', '3']]), TUNED, 'seed=1..3').points.length, 3);
  });

  it('refuses a range whose step is too wide for a second value', () => {
    const sweep = (text: string): (string | undefined)[] =>
      pointsOf(new Map(), TUNED, text).points.map(({ point }) => point['loss']);
    assert.throws(() => sweep('loss=0.1..0.3'), /is one value alone, as its step is 1/);
    assert.deepEqual(sweep('loss=0.1..0.3/0.1'), ['0.1', '0.2', '0.3']);
    assert.deepEqual(sweep('loss=0.1..0.1'), ['0.1']);
  });

  it('of tune alone varies the settings of the strategy that was chosen', () => {
    const { points } = spaceFor(new Map([['strategy', 'relay']]), TUNED, undefined);
    assert.ok(points.length > 10 && points.every(({ settings }) => settings.gossip.strategy === 'relay'));
  });
});
