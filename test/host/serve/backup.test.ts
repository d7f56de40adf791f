/** A backup of a node that is written to meanwhile shows one moment, and restores into a cluster; what is not whole is refused. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { killServices, ServeProcess } from '../../support/serve-process.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../../support/temporary-directory.ts';

const BIN = join(import.meta.dirname, '../../../bin/gossipscope');
/** More than a page. */
const KEYS = 3000;
const WRITERS = 8;

describe('gossipscope backup and restore', function () {
  this.timeout(120_000);
  afterEach(killServices);
  after(removeTemporaryDirectories);

  async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number]>,
    ]);
    return { code, stdout, stderr };
  }

  async function exported(service: ServeProcess): Promise<Map<string, string>> {
    const lines = (await service.ask('GET', '/v1/export')).text.trimEnd().split('\n');
    return new Map(
      lines.map((line) => {
        const [, key = '', value = ''] =
          /^\{"key": ("[^"]*"), "version": "[^"]*", "value": (.*)\}$/.exec(line) ?? [];
        return [key, value];
      }),
    );
  }

  async function fill(service: ServeProcess): Promise<void> {
    for (let at = 0; at < KEYS; at += 100)
      await Promise.all(
        Array.from({ length: 100 }, (_, i) => service.put(`k/${`${at + i}`.padStart(5, '0')}`, `${at + i}`)),
      );
  }

  it('shows one moment while writes go on, and restores what was there then', async () => {
    const service = await ServeProcess.start({ args: ['--data', join(temporaryDirectory(), 'n1')] });
    await fill(service);
    await service.put('exact', '12345678901234567890123');
    // Each writer changes one key at the front, then one at the back, with the same number: no moment shows the second ahead.
    let isOver = false;
    const acknowledged: number[] = [];
    const writer = async (w: number): Promise<void> => {
      for (let n = 1; !isOver; n++) {
        await service.put(`a/${w}`, `${n}`);
        await service.put(`z/${w}`, `${n}`);
        await service.put(`k/new-${w}-${n}`, `${n}`);
        if (n > 1) await service.delete(`k/new-${w}-${n - 1}`);
        acknowledged[w] = n;
      }
    };
    const writers = Array.from({ length: WRITERS }, (_, w) => writer(w));
    const path = join(temporaryDirectory(), 'backup.ndjson');
    const before = [...acknowledged];
    const made = await run('backup', path, '--api', service.url);
    isOver = true;
    await Promise.all(writers);
    assert.deepEqual([made.code, made.stderr], [0, '']);
    assert.match(
      made.stdout,
      /backup\.ndjson: 3,\d{3} keys listed, and [\d,]+ that changed meanwhile, as they were at /,
    );
    assert.equal(statSync(path).mode & 0o777, 0o600);

    const other = await ServeProcess.start();
    const restored = await run('restore', path, '--api', other.url);
    assert.deepEqual([restored.code, restored.stderr], [0, '']);
    const held = await exported(other);
    for (let i = 0; i < KEYS; i++) assert.equal(held.get(`"k/${`${i}`.padStart(5, '0')}"`), `${i}`);
    assert.equal(held.get('"exact"'), '12345678901234567890123');
    for (let w = 0; w < WRITERS; w++) {
      const [front, back] = [Number(held.get(`"a/${w}"`) ?? 0), Number(held.get(`"z/${w}"`) ?? 0)];
      assert.ok(front === back || front === back + 1, `writer ${w}: ${front} and ${back}`);
      assert.ok(back >= (before[w] ?? 0), 'what was acknowledged before it began is there');
      const numbers = [...held.keys()].filter((key) => key.startsWith(`"k/new-${w}-`)).length;
      assert.ok(numbers <= 2, `writer ${w} has deleted all but one or two: ${numbers}`);
    }
    assert.equal(held.size, await other.metric('gossip_keys'));

    const again = await run('restore', path, '--api', other.url);
    assert.equal(again.code, 3);
    assert.match(
      again.stderr,
      /^error: .* holds keys already: restore into a cluster that holds none, or .*--over\n$/,
    );
    assert.equal((await run('restore', path, '--api', other.url, '--over')).code, 0);
    assert.deepEqual(await exported(other), held);
  });

  it('refuses what is not whole, and writes nothing of it', async () => {
    const service = await ServeProcess.start();
    await service.put('x', '1');
    await service.put('y', '2');
    const folder = temporaryDirectory();
    const whole = join(folder, 'whole');
    assert.equal((await run('backup', whole, '--api', service.url)).code, 0);
    await service.delete('x');
    await service.delete('y');
    const lines = readFileSync(whole, 'utf8').split('\n');
    const broken: readonly (readonly [string, string, RegExp])[] = [
      ['empty', '', /is not whole: its end is missing; make another backup\n$/],
      ['cut', lines.slice(0, -2).join('\n'), /is not whole/],
      ['torn', readFileSync(whole, 'utf8').slice(0, -20), /line \d+ is no line of a backup/],
      ['lacking', lines.toSpliced(3, 1, '{"changes": 1}').join('\n'), /is not whole/],
      ['other', lines.toSpliced(1, 1, '{"a": 1}').join('\n'), /line 2 is none that a backup has/],
      ['later', '{"format": "gossipscope-backup-9"}\n', /is a gossipscope-backup-9, and this version reads/],
      [
        'surrogate',
        lines.toSpliced(1, 1, '{"key": "\\ud800", "version": "v", "value": 1}').join('\n'),
        /line 2 is none/,
      ],
      ['foreign', '{"name": "x"}\n', /is no backup/],
    ];
    for (const [name, content, said] of broken) {
      const path = join(folder, name);
      writeFileSync(path, content);
      const { code, stderr } = await run('restore', path, '--api', service.url);
      assert.match(stderr, said, name);
      assert.match(stderr, /^error: [^\n]*\n$/, name);
      assert.equal(code, 3, name);
    }
    assert.equal((await service.ask('GET', '/v1/kv')).text, '{"keys": []}');
    assert.match((await run('backup', whole, '--api', service.url)).stderr, /is there already/);
  });

  it('needs a token with the role, and says so without it', async () => {
    const folder = temporaryDirectory();
    const [tokens, writer, reader] = ['tokens', 'writer', 'reader'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const secretOf = (name: string): string => `${name}-0123456789abcdef0123456789`;
    const all = [
      { name: 'writer', roles: ['read', 'write'], token: secretOf('writer') },
      { name: 'reader', roles: ['read'], token: secretOf('reader') },
    ];
    writeFileSync(tokens, JSON.stringify({ tokens: all }), { mode: 0o600 });
    writeFileSync(writer, `${secretOf('writer')}\n`);
    writeFileSync(reader, secretOf('reader'));
    const service = await ServeProcess.start({ args: ['--tokens', tokens] });
    const path = join(folder, 'backup');
    const without = await run('backup', path, '--api', service.url);
    assert.deepEqual([without.code, existsSync(path), existsSync(`${path}.part`)], [3, false, false]);
    assert.match(without.stderr, /^error: GET \/v1\/backup: 401, send a token of this service/);
    await service.put('x', '1', { authorization: `Bearer ${secretOf('writer')}` });
    assert.equal((await run('backup', path, '--api', service.url, '--token-file', reader)).code, 0);
    const refused = await run('restore', path, '--api', service.url, '--over', '--token-file', reader);
    assert.match(
      refused.stderr,
      /^error: key "x": 403, token reader has the roles read, and this needs write\n$/,
    );
    assert.equal(
      (await run('restore', path, '--api', service.url, '--over', '--token-file', writer)).code,
      0,
    );
    assert.doesNotMatch(without.stderr + refused.stderr + service.stderr, /0123456789abcdef/);
  });

  it('says what is wrong with where it is to go', async () => {
    for (const [args, said, code] of [
      [['backup', 'x'], /--api is missing/, 2],
      [['backup', 'x', '--api', 'n1:8080'], /is no address of an API: write https:\/\/host:port/, 2],
      [
        ['backup', '/nowhere/x', '--api', 'http://127.0.0.1:1'],
        /^error: http:\/\/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\): is the node running[^\n]*\n$/,
        3,
      ],
      [['restore', '/nowhere/x', '--api', 'http://127.0.0.1:1'], /\/nowhere\/x is not there/, 3],
      [['restore', '/', '--api', 'http://127.0.0.1:1'], /\/ is not there, or is no file/, 3],
      [
        ['backup', 'x', '--api', 'http://127.0.0.1:1', '--token-file', '/dev/null'],
        /\/dev\/null holds no token: write it alone, on one line/,
        3,
      ],
      [
        ['backup', 'x', '--api', 'http://127.0.0.1:1', '--token-file', '/nowhere/t'],
        /\/nowhere\/t cannot be read/,
        3,
      ],
    ] as const) {
      const ended = await run(...args);
      assert.match(ended.stderr, said);
      assert.equal(ended.code, code);
    }
  });
});
