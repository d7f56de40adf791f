/** Which of the ways in which a history can have gone are kept: each once, and none that has used more for nothing. */

import assert from 'node:assert/strict';
import { Configurations } from '../../../src/check/linearizability/configurations.ts';

/** @returns what is kept of configurations that have used these operations */
function kept(...used: readonly number[]): number[] {
  const configurations = new Configurations();
  for (const one of used) configurations.add({ value: '1', done: 0, used: one });
  assert.equal(configurations.size, configurations.list.length);
  return configurations.list.map((one) => one.used);
}

describe('the configurations of a search', () => {
  it('are kept once, and not where one is known that has used less', () => {
    assert.deepEqual(kept(0b001, 0b001), [0b001]);
    assert.deepEqual(kept(0b001, 0b011), [0b001]);
    assert.deepEqual(kept(0b001, 0b010, 0b110), [0b001, 0b010], 'whichever of the known ones that is');
  });

  it('are different where the value or what is done differs', () => {
    const configurations = new Configurations();
    for (const [value, done] of [
      ['1', 0],
      ['1', 1],
      ['2', 0],
      [undefined, 0],
      ['1', 1],
    ] as const)
      // oxfmt-ignore
      configurations.add({ value, done, used: 0 });
    assert.equal(configurations.size, 4);
  });
});
