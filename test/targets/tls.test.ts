/** Stores over TLS: real servers with certificates of an authority of one's own, and credentials that stand nowhere in what is printed. */

import assert from 'node:assert/strict';
import { CommandProcess, killBenches, type Ended } from '../support/bench-process.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs } from '../support/needs.ts';
import { startRedis } from '../support/redis-servers.ts';
import { ServerProcess, serverDirectory, stopServers } from '../support/server-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { Authority } from '../transport/certificates.ts';

const SECRET = 'a-secret-word';

describe('Stores over TLS', function () {
  this.timeout(60_000);
  const authority = new Authority();
  let ca = '';
  let addresses: Record<'redis' | 'etcd', string>;

  before(async function () {
    needs(this, 'redis-server', 'etcd');
    const [tlsPort = 0, port = 0, client = 0, peer = 0] = await freePorts(4);
    const files = await authority.files('store');
    ca = files.ca;
    const tls = ['--tls-port', String(tlsPort), '--tls-cert-file', files.cert, '--tls-key-file', files.key];
    const trust = ['--tls-ca-cert-file', files.ca, '--tls-auth-clients', 'no', '--requirepass', SECRET];
    await startRedis(port, ...tls, ...trust);
    const directory = serverDirectory();
    const urls = ['--listen-client-urls', '--advertise-client-urls'].flatMap((flag) => [
      ...[flag, `https://127.0.0.1:${client}`],
    ]);
    const peers = ['--listen-peer-urls', `http://127.0.0.1:${peer}`, '--data-dir', directory];
    const certificate = ['--cert-file', files.cert, '--key-file', files.key];
    const etcd = new ServerProcess('etcd', [...urls, ...peers, ...certificate], {}, directory);
    await waitFor('etcd', () => /ready to serve client requests|serving client/.test(etcd.log), 30_000);
    addresses = {
      redis: `rediss://:${SECRET}@127.0.0.1:${tlsPort}`,
      etcd: `etcds://127.0.0.1:${client}`,
    };
  });
  after(async () => {
    killBenches();
    await stopServers();
    authority.remove();
  });

  const bench = (address: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    new CommandProcess(
      ['bench', '--target', address, '--replica', address, '--duration', '500ms', '--json'],
      env,
    ).ended;

  for (const store of ['redis', 'etcd'] as const)
    it(`measures ${store} where its authority is trusted, and says so where it is not`, async () => {
      const trusted = await bench(addresses[store], { NODE_EXTRA_CA_CERTS: ca });
      assert.equal(trusted.code, 0, trusted.stderr);
      assert.ok(!(trusted.stdout + trusted.stderr).includes(SECRET));
      const stranger = await bench(addresses[store]);
      assert.equal(stranger.code, 3);
      assert.match(stranger.stderr, /certificate/);
      assert.doesNotMatch(stranger.stderr, / at |secret/);
    });
});
