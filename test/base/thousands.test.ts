/** Whole numbers for people, as `toLocaleString` writes them. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { thousands } from '../../src/base/thousands.ts';

describe('whole numbers for people', () => {
  it('have commas between their thousands', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (n) => thousands(n) === n.toLocaleString('en')));
    for (const n of [0, 999, 1000, 250_000, -1234]) assert.equal(thousands(n), n.toLocaleString('en'));
  });
});
