/** What a client may conclude from an answer. */

import assert from 'node:assert/strict';
import { outcomeOf } from '../../src/check/outcome.ts';

describe('an outcome', () => {
  it('is open without an answer, and with an error that says nothing', () => {
    assert.equal(outcomeOf(undefined, undefined), 'unknown');
    assert.equal(outcomeOf(undefined, 'timeout'), 'unknown');
    for (const error of ['timeout', 'crash', 'other', 'malformed_answer'])
      assert.equal(outcomeOf(5, error), 'unknown');
  });

  it('is certain otherwise', () => {
    assert.equal(outcomeOf(5, undefined), 'done');
    for (const error of ['malformed_request', 'abort', 'txn_conflict', 'temporarily_unavailable'])
      assert.equal(outcomeOf(5, error), 'failed');
  });
});
