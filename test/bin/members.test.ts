/** `gossipscope members` against a real cluster: what it lists and changes, and what it says where it cannot. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandProcess, killBenches, type Ended } from '../support/bench-process.ts';
import { freePorts, killServices, ServeProcess } from '../support/serve-process.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory.ts';
import { waitFor } from '../support/wait-for.ts';

const TOKENS = {
  tokens: [
    { name: 'operator', roles: ['members'], token: 'operator-0123456789abcdef012345' },
    { name: 'reader', roles: ['read'], token: 'reader-0123456789abcdef01234567' },
  ],
};

const run = (...args: string[]): Promise<Ended> => new CommandProcess(['members', ...args]).ended;

describe('gossipscope members', function () {
  this.timeout(60_000);
  let folder: string;
  let api: string;
  let operator: string[];
  let reader: string[];

  before(async () => {
    folder = temporaryDirectory();
    const file = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content, { mode: 0o600 });
      return join(folder, name);
    };
    const tokens = file('tokens.json', JSON.stringify(TOKENS));
    const [one = 0, two = 0] = await freePorts(2);
    const start = (node: string, port: number, begins: readonly string[]): Promise<ServeProcess> =>
      ServeProcess.start({
        node,
        args: ['--transport', 'tcp', '--address', `127.0.0.1:${port}`, ...begins, '--tokens', tokens],
      });
    const first = await start('n1', one, ['--bootstrap']);
    api = first.url;
    const second = await start('n2', two, ['--join', `n1=127.0.0.1:${one}`]);
    await waitFor('n2', () => second.isReady(), 30_000);
    const as = (name: string, i: number): string[] => [
      '--token-file',
      file(name, `${TOKENS.tokens[i]?.token}\n`),
    ];
    [operator, reader] = [as('operator', 0), as('reader', 1)];
  });
  after(() => {
    killBenches();
    killServices();
    removeTemporaryDirectories();
  });

  it('lists them, for people and as JSON', async () => {
    const { code, stdout } = await run('--api', api, ...operator);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^view 3, as n1 has it\n {2}n1 {2}active {3}127\.0\.0\.1:\d+\n {2}n2 {2}active {3}127\.0\.0\.1:\d+\n$/,
    );
    const { stdout: json } = await run('list', '--json', '--api', api, ...operator);
    const { view, serving } = JSON.parse(json) as Record<string, unknown>;
    assert.deepEqual([view, serving], [3, true]);
  });

  it('says in one line what is wrong, and never a token', async () => {
    const wrong: readonly (readonly [args: string[], code: number, says: RegExp])[] = [
      [[], 2, /which node is to be asked\? --api/],
      [['--api', 'n1:8080'], 2, /which node is to be asked\? --api/],
      [['leave', '--api', api], 2, /which node\? gossipscope members leave n2/],
      [['list', 'n2', '--api', api], 2, /list names no node/],
      [['add', 'n2', '--api', api], 2, /add is no action: it is one of list, leave, remove/],
      [['leave', 'n2', '--force', '--api', api], 2, /--force is for remove/],
      [['--api', 'http://127.0.0.1:1'], 3, /cannot be reached \(ECONNREFUSED\): is the node running/],
      [['--api', api.replace('http:', 'https:')], 3, /does not answer as an API does|did not answer/],
      [['--api', api], 3, /send a token of this service/],
      [['--api', api, '--token-file', join(folder, 'none')], 3, /--token-file .* cannot be read/],
      [
        ['remove', 'n2', '--api', api, ...reader],
        3,
        /token reader has the roles read, and this needs members/,
      ],
      [['remove', 'n9', '--api', api, ...operator], 1, /n9 is no member, as far as this node knows/],
    ];
    for (const [args, code, says] of wrong) {
      const ended = await run(...args);
      assert.equal(ended.code, code, `${args.join(' ')}: ${ended.stderr}`);
      assert.match(ended.stderr, says);
      assert.doesNotMatch(ended.stderr, /0123456789abcdef|\n {4}at /);
    }
  });

  it('lets one leave, and does not remove the last', async () => {
    const left = await run('leave', 'n2', '--api', api, ...operator);
    assert.equal(left.code, 0, left.stderr);
    const isAlone = async (): Promise<boolean> => !/n2/.test((await run('--api', api, ...operator)).stdout);
    await waitFor('n2 to be gone', isAlone, 30_000);
    const refused = await run('remove', 'n1', '--json', '--api', api, ...operator);
    assert.equal(refused.code, 1);
    assert.equal(
      (JSON.parse(refused.stdout) as { type: string }).type,
      'urn:gossipscope:problem:change_refused',
    );
    assert.match(
      refused.stderr,
      /^error: n1 is the only active member: nobody could change anything without it\n$/,
    );
  });
});
