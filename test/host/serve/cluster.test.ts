/** A cluster of services with certificates, made by the very commands of the README: writes reach every node, over what nobody can forge. */

import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../support/wait-for.ts';

const ROOT = join(import.meta.dirname, '../../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** Made by the block that says so; the test of the README runs no block that is marked. */
const BLOCK = /^```sh service\n(.*?)^```/ms.exec(README)?.[1] ?? '';

interface Member {
  readonly node: string;
  readonly life: string;
  readonly state: string;
}

describe("the README's cluster", function () {
  this.timeout(60_000);
  let folder: string;
  const services = new Map<string, ChildProcess>();
  const said: string[] = [];
  const env: Record<string, string> = {};

  before(() => (folder = mkdtempSync(join(tmpdir(), 'gossipscope-readme-'))));
  after(() => {
    for (const { pid } of services.values()) if (pid !== undefined) killGroup(pid);
    rmSync(folder, { recursive: true });
  });

  it('is up, shows at a node that joins what it wrote at another, and goes on without one that leaves', async () => {
    const lines = BLOCK.replaceAll('node bin/gossipscope', `node ${join(ROOT, 'bin/gossipscope')}`)
      .replaceAll(/\\\n/g, '')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    assert.ok(lines.length >= 9, 'certificates, four nodes, a write, a read, and one that leaves');
    for (const line of lines) {
      const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
      if (name !== undefined) env[name] = value ?? '';
      else if (line.endsWith('&')) start(line.slice(0, -1));
      else await waitFor(line, () => succeeds(line), 20_000);
    }
    assert.ok(said.includes('{"a": 1}'), said.join(''));
    await waitFor('three members', () => states() === 'n1 active, n3 active, n4 active', 20_000);
  });

  it('takes the node that founded it back in, without its data and by the same command', async () => {
    const life = lifeOf('n1');
    const [line, founder] = [...services].find(([one]) => one.includes('--node n1 ')) ?? [];
    assert.ok(line !== undefined && founder?.pid !== undefined);
    const gone = once(founder, 'close');
    killGroup(founder.pid);
    await gone;
    start(line);
    await waitFor(
      'another life of n1',
      () => lifeOf('n1') !== life && states().startsWith('n1 active'),
      20_000,
    );
    assert.equal(states(), 'n1 active, n3 active, n4 active');
  });

  const members = (): Member[] => {
    const asked = 'curl --fail --silent --cacert certs/ca.crt https://127.0.0.1:8084/v1/members';
    const { stdout } = spawnSync('sh', ['-c', asked], { cwd: folder, encoding: 'utf8' });
    return (JSON.parse(stdout) as { members: Member[] }).members;
  };
  const states = (): string =>
    members()
      .map(({ node, state }) => `${node} ${state}`)
      .join(', ');
  const lifeOf = (name: string): string | undefined => members().find(({ node }) => node === name)?.life;

  const start = (line: string): void => {
    // A group of its own, so that what the shell starts ends with it.
    const child = spawn('sh', ['-c', line], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: 'ignore',
      detached: true,
    });
    services.set(line, child);
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
