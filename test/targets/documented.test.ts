/** docs/stores.md keeps its word: its block of commands runs, and ends with what it says. */

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
const DOCUMENT = readFileSync(join(ROOT, 'docs/stores.md'), 'utf8');
const BLOCK = /^```sh stores\n(.*?)^```/ms.exec(DOCUMENT)?.[1] ?? '';
const PORTS = ['6379', '6380', '6381', '7379'];

describe('docs/stores.md', function () {
  this.timeout(120_000);
  after(removeTemporaryDirectories);

  it('measures a Redis with two replicas with one block of commands', async function () {
    needs(this, 'redis-server');
    const directory = temporaryDirectory();
    const free = await freePorts(PORTS.length);
    const script = PORTS.reduce(
      (text, port, index) => text.replaceAll(port, String(free[index])),
      BLOCK.replaceAll('/tmp', directory).replaceAll('gossipscope-out', join(directory, 'out')),
    );
    // The servers belong to the shell's group, and end with it.
    const shell = spawn('sh', ['-ec', script], {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    shell.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    shell.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(shell, 'exit')) as [number | null];
    process.kill(-(shell.pid ?? 0), 'SIGKILL');
    assert.equal(code, 0, stdout + stderr);
    for (const row of ['at every replica', 'stale reads', 'less by up to', 'wait 0', 'wait 2'])
      assert.ok(stdout.includes(row), `${row} in ${stdout}`);
    const { runs } = StoreReportSchema.parse(
      JSON.parse(readFileSync(join(directory, 'out/report.json'), 'utf8')),
    );
    assert.deepEqual(
      runs.map(({ scenario, replicas }) => [scenario, replicas.length]),
      [
        ['normal', 2],
        ['partition', 2],
      ],
    );
    const oldestMs = Math.max(...(runs[1]?.replicas ?? []).map(({ stale }) => stale.ageMs.max));
    assert.ok(oldestMs > 800, `${oldestMs} ms`);
    assert.match(readFileSync(join(directory, 'out/report.html'), 'utf8'), /How likely a read is stale/);
  });
});
