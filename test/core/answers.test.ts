/** Answers kept for retries: no more of them, and none longer, than the bounds say. */

import assert from 'node:assert/strict';
import { Answers } from '../../src/core/answers.ts';

describe('the answers to requests that may come again', () => {
  const LIMITS = { idempotencyKeys: 2, idempotencyMs: 100 };
  const keysOf = (answers: Answers): string[] => [...answers.all()].map(({ key }) => key);
  function kept(...times: readonly (readonly [string, number])[]): Answers {
    const answers = new Answers(LIMITS);
    for (const [key, atMs] of times) answers.add({ key, hash: atMs, atMs, answer: { type: 'write_ok' } });
    return answers;
  }

  it('are as many as their bound, the latest of them, whether or not anybody asks', () => {
    assert.deepEqual(keysOf(kept(['a', 0], ['b', 1], ['c', 2])), ['b', 'c']);
    assert.deepEqual(keysOf(kept(['a', 0], ['b', 1], ['a', 2], ['c', 3])), ['a', 'c'], 'a came again');
  });

  it('end with their time', () => {
    assert.deepEqual(keysOf(kept(['a', 0], ['b', 101])), ['b']);
    const answers = kept(['a', 0]);
    assert.equal(answers.to('a', 100)?.hash, 0);
    assert.equal(answers.to('a', 101), undefined);
  });
});
