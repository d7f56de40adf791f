/** The README and docs/stores.md keep their word: the block of commands that measures a Redis runs, and ends with what they say. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreReportSchema } from '../../src/report/schema/store-schema.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs } from '../support/needs.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory.ts';

const ROOT = join(import.meta.dirname, '../..');
const [README_BLOCK = '', NEXT_BLOCK = ''] = ['README.md', 'docs/stores.md'].map((path) => {
  const document = readFileSync(join(ROOT, path), 'utf8');
  return /^```sh stores\n(.*?)^```/ms.exec(document)?.[1];
});
/** Within this the README's block is through. */
const README_LIMIT_MS = 60_000;
const PORTS = ['6379', '6380', '6381', '7379'];

describe('the README and docs/stores.md', function () {
  this.timeout(120_000);
  after(removeTemporaryDirectories);

  it('measure a Redis with two replicas with one block of commands, and compare two ways to write with another', async function () {
    needs(this, 'redis-server');
    const directory = temporaryDirectory();
    const free = await freePorts(PORTS.length);
    const out = join(directory, 'out');
    const block = README_BLOCK.replaceAll('/tmp', directory).replace(
      /\n$/,
      ` --out ${out}\necho README through\n`,
    );
    const script = PORTS.reduce(
      (text, port, index) => text.replaceAll(port, String(free[index])),
      block + NEXT_BLOCK,
    );
    // The servers belong to the shell's group, and end with it.
    const shell = spawn('sh', ['-ec', script], {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const startMs = performance.now();
    let [stdout, stderr, readmeMs] = ['', '', Infinity];
    shell.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes('README through')) readmeMs = Math.min(readmeMs, performance.now() - startMs);
    });
    shell.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(shell, 'exit')) as [number | null];
    process.kill(-(shell.pid ?? 0), 'SIGKILL');
    assert.equal(code, 0, stdout + stderr);
    assert.ok(readmeMs < README_LIMIT_MS, `${readmeMs} ms`);
    for (const row of ['half within', '99 % within', 'the slowest within', 'by (half, the oldest)'])
      assert.match(stdout, new RegExp(`${row.replace(/[()]/g, '.')} .*\\d`), row);
    for (const row of ['at every replica', 'stale reads', 'less by up to', 'wait 0', 'wait 2'])
      assert.ok(stdout.includes(row), `${row} in ${stdout}`);
    const { runs } = StoreReportSchema.parse(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')));
    assert.deepEqual(
      runs.map(({ scenario, replicas }) => [scenario, replicas.length]),
      [
        ['normal', 2],
        ['partition', 2],
      ],
    );
    const oldestMs = Math.max(...(runs[1]?.replicas ?? []).map(({ stale }) => stale.ageMs.max));
    assert.ok(oldestMs > 800, `${oldestMs} ms`);
    assert.match(readFileSync(join(out, 'report.html'), 'utf8'), /How likely a read is stale/);
  });
});
