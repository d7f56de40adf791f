/** Bounds as they are typed: by name, each with what is wrong with it, and the same text again. */

import assert from 'node:assert/strict';
import { BOUNDS } from '../../../src/bin/flags/bounds.ts';
import { textOf } from '../../../src/bin/flags/value.ts';

const read = (text: string): unknown => BOUNDS.parse?.(text);

describe('--bounds', () => {
  it('names each bound that differs, and is written as it was typed', () => {
    assert.deepEqual(read('logEntries=8,gapRuns=0'), { logEntries: 8, gapRuns: 0 });
    assert.equal(textOf(BOUNDS, read('logEntries=8,gapRuns=0')), 'logEntries=8,gapRuns=0');
    assert.deepEqual(read(''), {});
  });

  it('says what is wrong with a name or a number', () => {
    assert.throws(() => read('logs=8'), /There is no bound logs\. Choose from: logEntries, /);
    assert.throws(
      () => read('logEntries'),
      /logEntries must be a whole number from 1 to \d+: logEntries=100\./,
    );
    assert.throws(() => read('logEntries=0'), /from 1/);
    assert.throws(() => read('gapRuns=-1'), /from 0/);
    assert.throws(() => read('gapRuns=1.5'), /whole number/);
    assert.throws(() => read('logEntries=8,logEntries=9'), /logEntries is given twice\./);
  });
});
