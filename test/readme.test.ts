/** The README keeps its word: its commands work, and it stays short. (Its links: docs/links.test.ts.) */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Lines of the shell blocks that are not marked as needing other programs. */
function commands(): string[] {
  const blocks = [...README.matchAll(/^```sh\n(.*?)^```/gms)].map((match) => match[1] ?? '');
  return blocks.flatMap((block) => block.split('\n')).filter((line) => line.trim() !== '');
}

describe('the README', () => {
  before(() => mkdirSync(join(ROOT, 'gossipscope-out'), { recursive: true }));

  it('begins with the two commands, and both are scripts', () => {
    assert.match(commands()[0] ?? '', /^npm ci && npm start/);
    assert.match(commands()[1] ?? '', /^npm ci && npm test/);
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    for (const script of ['start', 'test', 'perf']) assert.ok(script in scripts, script);
  });

  for (const command of commands().filter((line) => !line.startsWith('npm ci'))) {
    it(`works: ${command.slice(0, 90)}`, function () {
      this.timeout(60_000);
      const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: ROOT, encoding: 'utf8' });
      assert.equal(status, 0, stdout.slice(-4000) + stderr);
    });
  }

  it('stays short: a new feature adds a paragraph and a link', () => {
    const lines = README.split('\n').length - 1;
    assert.ok(lines < 200, `${lines} lines: move what is detail into docs/`);
  });
});
