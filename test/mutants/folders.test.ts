/** Each folder whose mutants are tried is there, and so are the tests that have to kill them: a pattern that finds none kills none. */

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDERS } from './folders.ts';

const ROOT = join(import.meta.dirname, '../..');

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
    `${folder}/${name}`.replaceAll('\\', '/'),
  );
}

describe('the folders whose mutants are tried', () => {
  const tests = filesIn('test');

  for (const { folder, tests: patterns } of FOLDERS)
    it(`${folder} has sources, and tests behind each pattern`, () => {
      assert.ok(filesIn(folder).some((name) => name.endsWith('.ts')));
      for (const pattern of patterns) {
        const [path = '', ...rest] = pattern.split('*');
        const end = rest.at(-1) ?? path;
        assert.ok(
          tests.some((name) => name.startsWith(path) && name.endsWith(end)),
          `${pattern} finds nothing`,
        );
      }
    });
});
