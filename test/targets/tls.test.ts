/** Stores over TLS: real servers with certificates of an authority of one's own, and credentials that stand nowhere in what is printed. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsFiles } from '../../src/transport/tls/credentials.ts';
import { CommandProcess, killBenches, type Ended } from '../support/bench-process.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs, type PartName } from '../support/needs.ts';
import { startRedis } from '../support/redis-servers.ts';
import { killServices, ServeProcess } from '../support/serve-process.ts';
import { ServerProcess, serverDirectory, stopServers } from '../support/server-process.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory.ts';
import { waitFor } from '../support/wait-for.ts';
import { Authority } from '../transport/certificates.ts';

const SECRET = 'a-secret-word-of-22-characters-or-more';

async function redis(files: TlsFiles): Promise<string> {
  const [tlsPort = 0, port = 0] = await freePorts(2);
  const tls = ['--tls-port', String(tlsPort), '--tls-cert-file', files.cert, '--tls-key-file', files.key];
  const trust = ['--tls-ca-cert-file', files.ca, '--tls-auth-clients', 'no', '--requirepass', SECRET];
  await startRedis(port, ...tls, ...trust);
  return `rediss://:${SECRET}@127.0.0.1:${tlsPort}`;
}

async function etcd(files: TlsFiles): Promise<string> {
  const [client = 0, peer = 0] = await freePorts(2);
  const directory = serverDirectory();
  const urls = ['--listen-client-urls', '--advertise-client-urls'].flatMap((flag) => [
    ...[flag, `https://127.0.0.1:${client}`],
  ]);
  const peers = ['--listen-peer-urls', `http://127.0.0.1:${peer}`, '--data-dir', directory];
  const certificate = ['--cert-file', files.cert, '--key-file', files.key];
  const server = new ServerProcess('etcd', [...urls, ...peers, ...certificate], {}, directory);
  await waitFor('etcd', () => /ready to serve client requests|serving client/.test(server.log), 30_000);
  return `etcds://127.0.0.1:${client}`;
}

async function nats(files: TlsFiles): Promise<string> {
  const [port = 0] = await freePorts(1);
  const directory = serverDirectory();
  const flags = ['--addr', '127.0.0.1', '--port', String(port), '--jetstream', '--store_dir', directory];
  const tls = ['--tls', '--tlscert', files.cert, '--tlskey', files.key, '--user', 'probe', '--pass', SECRET];
  const server = new ServerProcess('nats-server', [...flags, ...tls], {}, directory);
  await waitFor('NATS', () => /Server is ready/.test(server.log), 30_000);
  return `tls://probe:${SECRET}@127.0.0.1:${port}`;
}

async function gossipscope({ cert, key }: TlsFiles): Promise<string> {
  const tokens = join(temporaryDirectory(), 'tokens.json');
  const token = { name: 'probe', roles: ['read', 'write'], token: SECRET };
  writeFileSync(tokens, JSON.stringify({ tokens: [token] }), { mode: 0o600 });
  const service = await ServeProcess.start({
    args: ['--api-cert', cert, '--api-key', key, '--tokens', tokens],
  });
  return `gossipscopes://:${SECRET}@${new URL(service.url).host}`;
}

interface TlsStore {
  readonly server: PartName | undefined;
  readonly start: (files: TlsFiles) => Promise<string>;
}

const STORES: Readonly<Record<string, TlsStore>> = {
  redis: { server: 'redis-server', start: redis },
  etcd: { server: 'etcd', start: etcd },
  NATS: { server: 'nats-server', start: nats },
  'our own service': { server: undefined, start: gossipscope },
};

describe('Stores over TLS', function () {
  this.timeout(60_000);
  const authority = new Authority();
  const another = new Authority();
  after(async () => {
    killBenches();
    killServices();
    await stopServers();
    removeTemporaryDirectories();
    authority.remove();
    another.remove();
  });

  const bench = (address: string, ca: string): Promise<Ended> =>
    new CommandProcess(
      ['bench', '--target', address, '--replica', address, '--duration', '500ms', '--json'],
      { NODE_EXTRA_CA_CERTS: ca },
    ).ended;

  for (const [name, { server, start }] of Object.entries(STORES))
    it(`measures ${name} where its authority is trusted, and says so where it is not`, async function () {
      if (server !== undefined) needs(this, server);
      // For no name: a client that looks for one in it would not find it.
      const files = await authority.files('store', { hosts: ['127.0.0.1'] });
      const address = await start(files);
      const trusted = await bench(address, files.ca);
      assert.equal(trusted.code, 0, trusted.stderr);
      assert.ok(!(trusted.stdout + trusted.stderr).includes(SECRET));
      const stranger = await bench(address, (await another.files('stranger')).ca);
      assert.equal(stranger.code, 3);
      assert.match(stranger.stderr, /certificate/);
      assert.doesNotMatch(stranger.stderr, / at |secret/);
    });

  it('takes no certificate of another address', async function () {
    needs(this, 'nats-server');
    const files = await authority.files('store', { hosts: ['localhost'] });
    const { code, stderr } = await bench(await nats(files), files.ca);
    assert.equal(code, 3);
    assert.match(stderr, /127\.0\.0\.1 is not in the cert/);
  });
});
