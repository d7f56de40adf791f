/** What is called equivalent is found by its text: where the source has changed, an entry may name what is there no more. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EQUIVALENT } from './equivalent.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('mutants that count as equivalent', () => {
  it('change what stands in the source', () => {
    for (const { file, from, at = '' } of EQUIVALENT) {
      const source = readFileSync(join(ROOT, file), 'utf8');
      assert.ok(source.replaceAll(/\s+/g, ' ').includes(from), `${file} has no ${from}`);
      const lines = source.split('\n').map((line) => line.trim());
      assert.ok(
        lines.some((line) => line.startsWith(at)),
        `no line of ${file} begins with ${at}`,
      );
    }
  });
});
