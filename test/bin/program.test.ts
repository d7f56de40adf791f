/** What all commands have in common: they teach, they say how they ended, and they end quietly when nobody reads on. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMANDS as LISTED } from '../../src/bin/commands.ts';
import { EXIT_CODES_HELP } from '../../src/bin/terminal/exit-codes.ts';
import { needs } from '../support/needs.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));

const COMMANDS = [
  'node',
  'serve',
  'bench',
  'probe',
  'exercise',
  'simulate',
  'tune',
  'compare',
  'swim',
  'members',
  'certs',
  'backup',
  'restore',
  'agent',
];
const HELPS = [['--help'], ...COMMANDS.map((command) => [command, '--help'])];
const SMALL = ['--duration', '1s', '--nodes', '2', '--scenario', 'normal'];

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', input: '' });
}

describe('gossipscope', () => {
  for (const args of HELPS) {
    it(`${args.join(' ')} fits a terminal of 80 columns, and has what it points to`, () => {
      const { status, stdout } = run(...args);
      assert.equal(status, 0);
      assert.ok(stdout.length > 500, stdout);
      assert.deepEqual(
        stdout.split('\n').filter((line) => line.length > 80),
        [],
      );
      if (/in this order; see\s+below/.test(stdout)) assert.match(stdout, /^Scenarios:$/m);
      if (stdout.includes('--topology hyparview')) assert.match(stdout, /^ {2}--topology </m);
    });

    it(`${args.join(' ')} ends without a word when its reader has gone`, async () => {
      const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.destroy();
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      assert.deepEqual([code, stderr], [0, '']);
    });
  }

  it('ends as the run did when nobody reads what it says beside its output', async () => {
    const command = (args: string): string => `"${process.execPath}" "${PROGRAM}" ${args}`;
    const ended = async (args: string): Promise<number | null> => {
      const child = spawn('sh', ['-c', `exec ${command(args)}`], { stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr.destroy();
      return ((await once(child, 'close')) as [number | null])[0];
    };
    assert.equal(await ended(`simulate ${SMALL.join(' ')}`), 0);
    assert.equal(await ended('simulate --frob'), 2);
    assert.equal(await ended('compare gone.json gone.json'), 3);
  });

  it('fails where its output finds no room', function () {
    needs(this, '/dev/full');
    const command = `"${process.execPath}" "${PROGRAM}" simulate ${SMALL.join(' ')} --json`;
    const { status, stderr } = spawnSync('sh', ['-c', `${command} > /dev/full`], { encoding: 'utf8' });
    assert.match(stderr, /^error: the output cannot be written: ENOSPC/m);
    assert.equal(status, 3);
  });

  it('fails where the report cannot be written', () => {
    const directory = mkdtempSync(join(tmpdir(), 'program-'));
    mkdirSync(join(directory, 'report.json'));
    const { status, stderr } = run('simulate', ...SMALL, '--out', directory);
    rmSync(directory, { recursive: true });
    assert.match(stderr, /^error: .*report\.json cannot be written: EISDIR: .*choose another --out/);
    assert.equal(status, 3);
  });

  for (const command of ['bench', 'simulate']) {
    it(`says what the exit codes of ${command} mean`, () => {
      assert.ok(run(command, '--help').stdout.includes(`\n${EXIT_CODES_HELP}\n`));
    });
  }

  for (const [args, says] of [
    [['zzzzzz'], /^error: unknown command 'zzzzzz'$/],
    [['--frob'], /^error: unknown option '--frob'$/],
    [['node', '--frob'], /^error: unknown option '--frob'$/],
    [['node', '--fanout', '0'], /^error: option '--fanout <n>' argument '0' is invalid. It must be a whole/],
    [['node', '--seed'], /^error: option '--seed <n>' argument missing$/],
    [['node', '--workload', 'queue'], /argument 'queue' is invalid. Allowed choices are kv, broadcast/],
    [['node', 'extra'], /^error: too many arguments for 'node'/],
    [['bench', '--rate'], /^error: option '--rate <n>' argument missing$/],
    [
      ['bench', '--target', 'redis://127.0.0.1', '--reads', 'linearizable'],
      /^error: --reads has no effect with Redis$/,
    ],
    [
      ['probe', '--target', 'etcd://127.0.0.1', '--reads', 'leader'],
      /^error: --reads leader means nothing to etcd: choose serializable or linearizable$/,
    ],
    [
      ['simulate', '--scenario', 'normal', 'partition,normal'],
      /^error: option '--scenario .* normal is given twice: --repeat runs each again, with a seed of its own/,
    ],
    [['bench', '--scenario', 'normal', '--scenario', 'normal'], /normal is given twice: --repeat/],
    [['simulate', '--sweep'], /^error: option '--sweep <flag=values>' argument missing$/],
    [['simulate', '--sweep', 'preset=slow'], /^error: --sweep preset=slow: Allowed choices are relay-fast/],
  ] as const) {
    it(`refuses ${args.join(' ')} in one line, and says where to read on`, () => {
      const { status, stdout, stderr } = run(...args);
      const [line = '', hint, ...rest] = stderr.trimEnd().split('\n');
      assert.match(line, says);
      assert.deepEqual([hint, rest], ['(add --help for the flags and examples)', []]);
      assert.deepEqual([status, stdout], [2, '']);
    });
  }

  it('lists every command as that shows itself', async () => {
    for (const [name, { takes, load }] of Object.entries(LISTED)) {
      const command = await load();
      assert.equal(command.name(), name);
      assert.equal(command.usage(), ['[options]', takes ?? []].flat().join(' '));
    }
  });

  it('shows the help of a command in both ways', () => {
    assert.equal(run('help', 'members').stdout, run('members', '--help').stdout);
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
