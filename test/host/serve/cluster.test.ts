/** A cluster of services with certificates, made by the very commands of the README: writes reach every node, over what nobody can forge. */

import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../support/wait-for.ts';

const ROOT = join(import.meta.dirname, '../../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** Made by the block that says so; the test of the README runs no block that is marked. */
const BLOCK = /^```sh service\n(.*?)^```/ms.exec(README)?.[1] ?? '';

describe("the README's cluster", function () {
  this.timeout(60_000);
  let folder: string;
  const services: ChildProcess[] = [];
  const said: string[] = [];
  const env: Record<string, string> = {};

  before(() => (folder = mkdtempSync(join(tmpdir(), 'gossipscope-readme-'))));
  after(() => {
    for (const { pid } of services) if (pid !== undefined) killGroup(pid);
    rmSync(folder, { recursive: true });
  });

  it('is up, takes a write at one node, and shows it at another', async () => {
    const lines = BLOCK.replaceAll('node bin/gossipscope', `node ${join(ROOT, 'bin/gossipscope')}`)
      .replaceAll(/\\\n/g, '')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    assert.ok(lines.length >= 6, 'certificates, three nodes, a write and a read');
    for (const line of lines) {
      const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
      if (name !== undefined) env[name] = value ?? '';
      else if (line.endsWith('&')) start(line.slice(0, -1));
      else await waitFor(line, () => succeeds(line), 20_000);
    }
    assert.equal(said.at(-1), '{"a": 1}');
  });

  const start = (line: string): void => {
    // A group of its own, so that what the shell starts ends with it.
    const child = spawn('sh', ['-c', line], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: 'ignore',
      detached: true,
    });
    services.push(child);
  };
  const succeeds = (line: string): boolean => {
    const { status, stdout } = spawnSync('sh', ['-c', line], {
      cwd: folder,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    if (status === 0) said.push(stdout);
    return status === 0;
  };
});

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
