/** Every command for Maelstrom that a user is shown is one that Maelstrom takes, and with which our node serves the workload. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { lineOf, LIN_KV, PASSED_COMMANDS } from '../../../src/bin/node/maelstrom-commands.ts';

const ROOT = join(import.meta.dirname, '../../..');
const STAND_IN = join(ROOT, 'test/support/maelstrom.mjs');
const TABLE = [LIN_KV, ...PASSED_COMMANDS].map(lineOf);

/** The commands in a text for people; those that go on in the next line are put together. */
function commandsIn(text: string): string[] {
  const joined = text.replaceAll(/ \\\n\s*/g, ' ');
  return Array.from(joined.matchAll(/^\s*(?:\$ )?(maelstrom test .*)$/gm), ([, command = '']) => command);
}

function document(): string {
  return readFileSync(join(ROOT, 'docs/maelstrom.md'), 'utf8');
}

function nodeHelp(): string {
  return spawnSync(join(ROOT, 'bin/gossipscope'), ['node', '--help'], { encoding: 'utf8' }).stdout;
}

describe('a command for Maelstrom', () => {
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'maelstrom-'));
    symlinkSync(STAND_IN, join(directory, 'maelstrom'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const run = (command: string): { status: number | null; stdout: string; stderr: string } => {
    const env = { ...process.env, PATH: `${directory}${delimiter}${process.env['PATH'] ?? ''}` };
    return spawnSync('sh', ['-c', command], { cwd: ROOT, env, encoding: 'utf8' });
  };

  for (const command of TABLE) {
    it(`works: ${command.replace('maelstrom test ', '').slice(0, 90)}`, () => {
      const { status, stdout, stderr } = run(command);
      assert.deepEqual([status, stdout], [0, 'Everything looks good!\n'], stderr);
    });
  }

  it('stands in docs/maelstrom.md, all of them, and in no document but from the table', () => {
    assert.deepEqual(commandsIn(document()), TABLE);
    for (const name of readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.md')) continue;
      for (const command of commandsIn(readFileSync(join(ROOT, 'docs', name), 'utf8')))
        assert.ok(TABLE.includes(command), `docs/${name}: ${command}`);
    }
  });

  it('stands in the help of the node as the shell takes it', () => {
    const shown = commandsIn(nodeHelp());
    assert.ok(shown.length >= 2, 'the help shows some');
    for (const command of shown) assert.ok(TABLE.includes(command), command);
  });

  for (const [command, says] of [
    ['-w lin-kv --node-count 5', /lin-kv needs two clients for each node/],
    ['-w unique-ids', /the answer to generate is .*"error"/],
    ['-w txn-rw-register --availability total', /the answer to txn is .*"error"/],
    ['-w broadcast --nemisis partition -- --workload broadcast', /Unknown option '--nemisis'/],
    ['-w lin-kv --concurrency 2n -- --flush 0', /unknown option '--flush'/],
    ['-w queue', /there is no workload queue/],
  ] as const) {
    it(`would be refused: ${command}`, () => {
      const { status, stderr } = run(command.replace(/^/, 'maelstrom test --bin bin/gossipscope-node '));
      assert.equal(status, 1, stderr);
      assert.match(stderr, says);
    });
  }

  it('would be refused where there is no such program', () => {
    const { stderr } = run('maelstrom test -w echo --bin bin/no-such-node -- --workload echo');
    assert.match(stderr, /--bin: ENOENT/);
  });
});
