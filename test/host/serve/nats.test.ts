/** Three services over a NATS server with the permissions of examples/nats/: writes reach every node, also after the server was gone. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../../support/needs.ts';
import { killServices, ServeProcess } from '../../support/serve-process.ts';
import { waitFor } from '../../support/wait-for.ts';
import { NatsServer } from '../../transport/nats-server.ts';

const NODES = ['n1', 'n2', 'n3'] as const;
const passwordOf = (node: string): string => `secret-of-${node}`;
const PASSWORDS = Object.fromEntries(
  NODES.map((node) => [`${node.toUpperCase()}_PASSWORD`, passwordOf(node)] as const),
);
/** Longer than any pause between tries to connect, on a busy machine. */
const AGAIN_MS = 60_000;

describe('services over NATS', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'gossipscope-serve-nats-'));
  let server: NatsServer | undefined;

  before(async function () {
    needs(this, 'nats-server');
    server = await NatsServer.start('passwords.conf', PASSWORDS);
    for (const node of NODES) writeFileSync(join(folder, node), `${passwordOf(node)}\n`, { mode: 0o600 });
  });
  afterEach(killServices);
  after(async () => {
    rmSync(folder, { recursive: true });
    await server?.remove();
  });

  const optionsOf = (node: string, password = node) => ({
    node,
    args: [
      // Nobody needs addresses: the server is between them.
      ...['--bootstrap', '--join', NODES.join(',')],
      ...['--cluster', 'demo', '--transport', 'nats', '--nats', server?.url ?? ''],
      ...['--nats-user', node, '--nats-password-file', join(folder, password)],
    ],
  });
  const has = async (service: ServeProcess, key: string, value: string): Promise<boolean> =>
    (await service.get(key)).text === value;

  it('are ready, and show at each node what was written at another, also after the server was killed', async () => {
    const services = await Promise.all(NODES.map((node) => ServeProcess.start(optionsOf(node))));
    for (const service of services) await waitFor('a ready node', () => service.isReady(), AGAIN_MS);
    for (const [i, service] of services.entries()) {
      assert.equal((await service.put(`k${i}`, `${i}`)).status, 201);
      for (const other of services) await waitFor('the write', () => has(other, `k${i}`, `${i}`));
    }

    await server?.kill();
    const [first, second] = services as [ServeProcess, ServeProcess];
    await waitFor('the loss', async () => (await first.metric('gossip_transport_connected')) === 0, AGAIN_MS);
    assert.equal((await first.put('meanwhile', 'true')).status, 201);
    assert.equal((await second.get('meanwhile')).status, 404, 'nothing passes');
    await server?.resume();
    for (const service of services)
      await waitFor('the write', () => has(service, 'meanwhile', 'true'), AGAIN_MS);
    assert.equal(await first.metric('gossip_transport_dropped_total', 'forged_src'), 0);
    for (const service of services) assert.equal(await service.stop(), 0);
  });

  it('say in one line that the server does not take the password, and not which it was', async () => {
    const wrong = new ServeProcess(optionsOf('n1', 'n2'));
    assert.equal(await wrong.ended, 3);
    assert.match(wrong.stderr, /^error: .*\n$/);
    assert.doesNotMatch(wrong.stderr, /secret-of/);
  });
});
