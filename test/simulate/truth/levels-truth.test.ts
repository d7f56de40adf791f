/** What a node must say of its own open writes, counted beside it. */

import assert from 'node:assert/strict';
import { LevelsTruth } from '../../../src/simulate/truth/levels-truth.ts';
import { N1, N2 } from './true-write.ts';

const pending = (count: number, lagMax: number) => ({ type: 'pending', count, lagMax }) as const;

describe('the levels of a node', () => {
  it('are the writes that it has not reported on, and how far back the first of them is', () => {
    const levels = new LevelsTruth();
    for (let seq = 1; seq <= 5; seq++) levels.accepted(N1);
    assert.equal(levels.problem(N1, pending(5, 5)), undefined);
    levels.reported(N1, 3);
    assert.equal(levels.problem(N1, pending(4, 5)), undefined);
    levels.reported(N1, 1);
    assert.equal(levels.problem(N1, pending(3, 4)), undefined);
    levels.reported(N1, 2);
    assert.equal(levels.problem(N1, pending(2, 2)), undefined, 'all through the third are reported');
  });

  it('are each wrong by one too many or too few', () => {
    const levels = new LevelsTruth();
    for (let seq = 1; seq <= 3; seq++) levels.accepted(N1);
    levels.reported(N1, 2);
    for (const [count, lag] of [
      [1, 3],
      [3, 3],
      [2, 2],
      [2, 4],
    ] as const)
      assert.equal(
        levels.problem(N1, pending(count, lag)),
        `reports ${count} pending writes and a lag of ${lag}, they are 2 and 3`,
      );
  });

  it('begin at nothing in each life', () => {
    const levels = new LevelsTruth();
    levels.accepted(N1);
    assert.equal(levels.problem(N2, pending(0, 0)), undefined);
  });
});
