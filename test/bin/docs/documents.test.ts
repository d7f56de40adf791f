/** Generated documents must not lag behind the code. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCUMENTS } from '../../../src/bin/docs/documents.ts';

describe('the generated documents', () => {
  for (const { path, render } of DOCUMENTS) {
    it(`${path} is current`, () => {
      const text = readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');
      assert.equal(text, render(text), `${path} is out of date: npm run docs`);
    });
  }
});
