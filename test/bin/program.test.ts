/** What all commands have in common: they teach, and they end quietly when nobody reads on. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { needs } from '../support/needs.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));

describe('gossipscope', () => {
  for (const args of [['--help'], ['node', '--help'], ['bench', '--help'], ['simulate', '--help']]) {
    it(`${args.join(' ')} ends without a word when its reader has gone`, async () => {
      const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.destroy();
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      assert.deepEqual([code, stderr], [0, '']);
    });
  }

  it('fails where its output finds no room', function () {
    needs(this, '/dev/full');
    const command = `"${process.execPath}" "${PROGRAM}" simulate --duration 1s --nodes 2 --scenario normal --json`;
    const { status, stderr } = spawnSync('sh', ['-c', `${command} > /dev/full`], { encoding: 'utf8' });
    assert.match(stderr, /^error: the output cannot be written: ENOSPC/m);
    assert.equal(status, 1);
  });

  it('shows the default of every flag that has one, in all commands', async () => {
    for (const [command, flag] of [
      ['node', /--fanout <n>.*\(default: 4/],
      ['bench', /--nodes <n>.*\(default: 5\)/],
      ['simulate', /--nodes <n>.*\(default: 5\)/],
    ] as const) {
      const child = spawn(process.execPath, [PROGRAM, command, '--help']);
      let stdout = '';
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      await once(child, 'close');
      assert.match(stdout.replaceAll(/\s+/g, ' '), flag);
    }
  });
});
