/** What clients ask for in words: as far as their workload leaves a choice. */

import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../../src/bench/settings.ts';
import { describeMix } from '../../../src/report/words/describe-mix.ts';
import type { Settings } from '../../../src/report/schema/settings-schema.ts';

describe('the mix of operations', () => {
  const words = (changes: Partial<Settings>): string => describeMix({ ...DEFAULT_SETTINGS, ...changes });

  it('names the keys where there are any, and what compares first', () => {
    assert.equal(words({}), ', 50 % reads, 100 keys (uniform)');
    assert.equal(words({ workload: 'txn-rw-register', keyChoice: 'zipf' }), ', 50 % reads, 100 keys (zipf)');
    assert.equal(
      words({ casRatio: 0.125 }),
      ', 50 % reads, 12.5 % of the writes compare and set, 100 keys (uniform)',
    );
    assert.equal(words({ deleteRatio: 0.2 }), ', 50 % reads, 20 % of the writes delete, 100 keys (uniform)');
  });

  it('is of reads alone where a read is of everything, and of nothing where there is nothing to choose', () => {
    assert.equal(words({ workload: 'g-set', readRatio: 0.3 }), ', 30 % reads');
    assert.equal(words({ workload: 'echo' }), '');
  });
});
