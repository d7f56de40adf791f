/** Directories that several processes make at the same time, as nodes of one cluster do that have a directory above theirs in common. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { makeDirectory } from '../../src/durable/directory/make-directory.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const MODULE = new URL('../../src/durable/directory/make-directory.ts', import.meta.url).href;
const NAMES = ['n1', 'n2', 'n3'];
const ROUNDS = 300;

describe('a directory', () => {
  it('is made with those above it, each named once, from the top down', () => {
    const top = temporaryDirectory();
    const [a, b, c] = [join(top, 'a'), join(top, 'a/b'), join(top, 'a/b/c')];
    assert.deepEqual(makeDirectory(b), [a, b]);
    assert.deepEqual(makeDirectory(c), [c]);
    assert.deepEqual(makeDirectory(c), []);
  });

  it('is made by whoever is first, and is no mistake of the others', async () => {
    const top = temporaryDirectory();
    // All begin when they hear so.
    const code = `import { makeDirectory } from '${MODULE}';
      console.log('ready');
      process.stdin.once('data', () => {
        for (let i = 0; i < ${ROUNDS}; i++) makeDirectory(['${top}', i, 'a', 'b', process.argv[1]].join('/'));
        process.exit();
      });`;
    const makers = NAMES.map((name) =>
      spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code, name], {
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
    );
    const said = makers.map(({ stderr }) => text(stderr));
    await Promise.all(makers.map(({ stdout }) => new Promise((resolve) => stdout.once('data', resolve))));
    for (const { stdin } of makers) stdin.write('go');
    assert.deepEqual(await Promise.all(said), ['', '', '']);
    for (const name of NAMES)
      for (let i = 0; i < ROUNDS; i++) assert.ok(existsSync(join(top, String(i), 'a/b', name)));
  });
});
