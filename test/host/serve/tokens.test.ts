/** Who may do what: tokens with roles, read again while the service runs, and never told to anybody. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killServices, ServeProcess } from '../../support/serve-process.ts';
import { waitFor } from '../../support/wait-for.ts';

const SECRETS = {
  reader: 'reader-0123456789abcdef0123456789',
  writer: 'writer-0123456789abcdef0123456789',
  scraper: 'scraper-0123456789abcdef012345678',
} as const;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

const FILE = {
  tokens: [
    { name: 'reader', roles: ['read'], sha256: sha256(SECRETS.reader) },
    { name: 'writer', roles: ['read', 'write'], token: SECRETS.writer },
    { name: 'scraper', roles: ['metrics'], token: SECRETS.scraper },
  ],
};

describe('tokens', function () {
  this.timeout(20_000);
  let folder: string;
  let path: string;
  const save = (content: unknown, mode = 0o600): void => {
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode });
    chmodSync(path, mode);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gossipscope-tokens-'));
    path = join(folder, 'tokens.json');
    save(FILE);
  });
  afterEach(() => {
    killServices();
    rmSync(folder, { recursive: true });
  });

  it('let in who has the role, and say to the others what they lack', async () => {
    const service = await ServeProcess.start({ args: ['--tokens', path] });
    assert.equal((await service.put('x', '1', bearer(SECRETS.writer))).status, 201);
    assert.equal((await service.get('x', bearer(SECRETS.reader))).text, '1');
    const forbidden = await service.put('x', '2', bearer(SECRETS.reader));
    assert.equal(forbidden.status, 403);
    assert.equal(forbidden.problem?.detail, 'token reader has the roles read, and this needs write');
    assert.equal((await service.get('x', bearer(SECRETS.scraper))).status, 403);
    assert.equal((await service.ask('GET', '/metrics', { headers: bearer(SECRETS.scraper) })).status, 200);
    assert.equal((await service.ask('GET', '/healthz')).status, 200);
    for (const headers of [
      {},
      bearer('x'.repeat(33)),
      { authorization: 'Basic YTpi' },
      bearer(`${SECRETS.reader}x`),
    ]) {
      const { status, headers: answered, problem } = await service.get('x', headers);
      assert.deepEqual([status, answered.get('www-authenticate')], [401, 'Bearer realm="gossipscope"']);
      assert.match(problem?.detail ?? '', /^(send a token|the token is none)/);
    }
    assert.equal((await service.get('x', bearer(SECRETS.reader))).text, '1', 'nothing was written');
  });

  it('are read again when the file changes, and on SIGHUP; a wrong file changes nothing', async () => {
    const service = await ServeProcess.start({ args: ['--tokens', path] });
    assert.equal((await service.get('x', bearer(SECRETS.reader))).status, 404);
    save({ tokens: FILE.tokens.filter(({ name }) => name !== 'reader') });
    service.child.kill('SIGHUP');
    await waitFor('the change', async () => (await service.get('x', bearer(SECRETS.reader))).status === 401);
    save('{"tokens": [');
    await waitFor('the complaint', () => /not read again: those before stay in use/.test(service.stderr));
    assert.equal((await service.get('x', bearer(SECRETS.writer))).status, 404);
    save(FILE);
    await waitFor('the file', async () => (await service.get('x', bearer(SECRETS.reader))).status === 404);
  });

  it('appear in no log, no metric, no error and no list of processes', async () => {
    const service = await ServeProcess.start({ args: ['--tokens', path, '--log-level', 'debug'] });
    const answers = await Promise.all([
      service.put('x', '1', bearer(SECRETS.writer)),
      service.put('x', '{', bearer(SECRETS.writer)),
      service.get('x', bearer(`${SECRETS.reader}x`)),
      service.put('x', '1', bearer(SECRETS.reader)),
      service.ask('GET', '/metrics', { headers: bearer(SECRETS.scraper) }),
      service.ask('GET', '/openapi.json'),
      service.ask('GET', '/v1/stats', { headers: bearer(SECRETS.scraper) }),
    ]);
    save('{"tokens": [{"name": "writer", "roles": ["read"], "token": "' + SECRETS.writer + '", "x": 1}]}');
    service.child.kill('SIGHUP');
    await waitFor('the complaint', () => /not read again/.test(service.stderr));
    const commandLine = readFileSync(`/proc/${service.child.pid}/cmdline`, 'utf8');
    const told = [...answers.map(({ text }) => text), service.stderr, service.stdout, commandLine].join('\n');
    for (const secret of Object.values(SECRETS)) {
      assert.ok(!told.includes(secret), secret);
      assert.ok(!told.includes(sha256(secret)), secret);
    }
  });

  const wrong: readonly (readonly [what: string, content: unknown, said: RegExp, mode?: number])[] = [
    [
      'a file that others can read',
      FILE,
      /can be read or changed by others \(mode 0644\): chmod 600 /,
      0o644,
    ],
    ['no JSON', 'secret-secret', /is not JSON: it must be \{"tokens"/],
    ['no tokens', { tokens: [] }, /at tokens: /],
    [
      'an unknown role',
      { tokens: [{ name: 'a', roles: ['root'], token: SECRETS.reader }] },
      /roles\.0: .*"faults"/,
    ],
    [
      'a short token',
      { tokens: [{ name: 'a', roles: ['read'], token: 'short' }] },
      /at least 22 characters: openssl rand/,
    ],
    [
      'neither token nor hash',
      { tokens: [{ name: 'a', roles: ['read'] }] },
      /token a needs either "sha256" or "token"/,
    ],
    ['a name twice', { tokens: [FILE.tokens[1], FILE.tokens[1]] }, /two tokens with the name writer/],
  ];
  for (const [what, content, said, mode] of wrong) {
    it(`end the start with one line for ${what}`, async () => {
      save(content, mode);
      const service = new ServeProcess({ args: ['--tokens', path] });
      assert.equal(await service.ended, 3);
      assert.match(service.stderr, said);
      assert.match(service.stderr, /^error: .*tokens\.json.*\n$/);
      assert.doesNotMatch(service.stderr, /secret-secret|short["']/);
    });
  }

  it('end the start with one line where the file is missing', async () => {
    const service = new ServeProcess({ args: ['--tokens', join(folder, 'none.json')] });
    assert.equal(await service.ended, 3);
    assert.match(service.stderr, /^error: .*none\.json cannot be read: ENOENT.*\n$/);
  });
});
