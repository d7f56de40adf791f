/** What is secret stays so: tokens, passwords and keys stand in nothing that a service says, shows, exports or is listed with. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../../support/needs.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';
import { killServices, ServeProcess } from '../../support/serve-process.ts';
import { waitFor } from '../../support/wait-for.ts';
import { NatsServer } from '../../transport/nats-server.ts';

const TOKENS = { admin: 'admin-secret-0123456789abcdef', gone: 'gone-secret-0123456789abcdef' };
const PASSWORD = 'password-secret-0123456789abcdef';
const PASSWORDS = { N1_PASSWORD: PASSWORD, N2_PASSWORD: 'x', N3_PASSWORD: 'x' };
/** In every one of them. */
const SECRET = /secret-0123456789/;

describe('secrets of a service', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'gossipscope-secrets-'));
  let server: NatsServer | undefined;

  before(async function () {
    needs(this, 'linux', 'nats-server');
    server = await NatsServer.start('passwords.conf', PASSWORDS);
  });
  afterEach(killServices);
  after(async () => {
    rmSync(folder, { recursive: true });
    await server?.remove();
  });

  const save = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const tokensOf = (...names: (keyof typeof TOKENS)[]): string =>
    JSON.stringify({
      tokens: names.map((name) => ({ name, roles: ['read', 'write'], token: TOKENS[name] })),
    });

  it('stand in no log, error, metric, report, trace or list of processes', async () => {
    const receiver = await startOtlpReceiver();
    try {
      const tokens = save('tokens', tokensOf('admin', 'gone'));
      const password = save('password', PASSWORD);
      const service = await ServeProcess.start({
        peers: 'n1=127.0.0.1:1',
        args: [
          ...['--cluster', 'demo', '--transport', 'nats', '--nats', server?.url ?? '', '--nats-user', 'n1'],
          ...['--nats-password-file', password, '--tokens', tokens, '--log-level', 'debug'],
        ],
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
          OTEL_BSP_SCHEDULE_DELAY: '50',
        },
      });
      const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
      const said: string[] = [];
      const ask = async (method: string, path: string, token: string, body?: string): Promise<number> => {
        const headers = {
          ...bearer(token),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        };
        const {
          status,
          text,
          headers: answered,
        } = await service.ask(method, path, { headers, ...(body !== undefined && { body }) });
        said.push(text, JSON.stringify([...answered]));
        return status;
      };
      assert.equal(await ask('PUT', '/v1/kv/x', TOKENS.admin, '1'), 201);
      assert.equal(await ask('PUT', '/v1/kv/y', TOKENS.gone, '{'), 400);
      for (const token of [`${TOKENS.admin}x`, TOKENS.admin.slice(0, -1)])
        assert.equal(await ask('GET', '/v1/kv/x', token), 401);
      // What is taken out, what is no file of tokens any more, and a password that is wrong later.
      save('tokens', tokensOf('admin'));
      service.child.kill('SIGHUP');
      await waitFor('the change', async () => (await ask('GET', '/v1/kv/x', TOKENS.gone)) === 401);
      save('tokens', `{"tokens": [{"name": "admin", "token": "${TOKENS.admin}`);
      service.child.kill('SIGHUP');
      await waitFor('the complaint', () => /not read again/.test(service.stderr));
      for (const path of [
        '/metrics',
        '/v1/report',
        '/v1/stats',
        '/v1/export',
        '/v1/backup',
        '/openapi.json',
        '/readyz',
        '/nowhere',
      ])
        await ask('GET', path, TOKENS.admin);
      await receiver.waitFor('a span', (spans) => spans.length > 0);
      const listed = readFileSync(`/proc/${service.child.pid ?? 0}/cmdline`, 'utf8');
      const exported = receiver.requests.map(({ body }) => body.toString());
      assert.equal(await service.stop(), 0);

      for (const text of [...said, ...exported, listed, service.stdout, service.stderr])
        assert.doesNotMatch(text, SECRET);
      assert.match(service.stderr, /"msg":"ready"/, 'there was something to look at');
    } finally {
      await receiver.close();
    }
  });

  it('stand in no error about a file that has them, and no variable that has them in the help', async () => {
    const wrong = [
      ['--tokens', save('cut', `{"tokens": [{"token": "${TOKENS.admin}`)],
      [
        '--tokens',
        save(
          'short',
          JSON.stringify({ tokens: [{ name: TOKENS.admin, roles: ['x'], token: 'secret-0123456789' }] }),
        ),
      ],
      ['--tokens', save('twice', tokensOf('admin', 'admin'))],
      ['--transport', 'nats', '--nats', `nats://n1:${PASSWORD}@127.0.0.1:4222`],
      [
        '--transport',
        'nats',
        '--nats',
        server?.url ?? '',
        '--nats-user',
        'n1',
        '--nats-password-file',
        save('two', `${PASSWORD}x`),
      ],
    ];
    for (const args of wrong) {
      const service = new ServeProcess({ args, peers: 'n1=127.0.0.1:1' });
      assert.notEqual(await service.ended, 0, args[0]);
      assert.match(service.stderr, /^error: /);
      assert.doesNotMatch(service.stderr, SECRET);
    }
    const bin = join(import.meta.dirname, '../../../bin/gossipscope');
    const env = { ...process.env, GOSSIP_TOKENS: TOKENS.admin, GOSSIP_NATS_PASSWORD_FILE: PASSWORD };
    const { stdout, status } = spawnSync(process.execPath, [bin, 'serve', '--help'], {
      env,
      encoding: 'utf8',
    });
    assert.equal(status, 0);
    assert.doesNotMatch(stdout, SECRET);
  });
});
