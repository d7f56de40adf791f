/** TLS keeps the contract of transports, and lets in nobody whose certificate does not say who it is. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { hostPortIn } from '../../src/transport/address.ts';
import { helloLine, refusalIn } from '../../src/transport/socket/hello.ts';
import type { TlsFiles } from '../../src/transport/tls/credentials.ts';
import type { RefusalReason } from '../../src/transport/transport.ts';
import { Authority, pemIn } from './certificates.ts';
import { transportContract, type MakeOptions, type Medium } from './contract.ts';
import { hostileContract } from './hostile.ts';
import { CLUSTER, TestNode } from './test-node.ts';

const LOCAL = '127.0.0.1:0';

describe('transport tls', () => {
  let authority: Authority;
  const nodes: TestNode[] = [];

  before(() => {
    authority = new Authority();
  });
  after(() => authority.remove());
  afterEach(() => Promise.all(nodes.splice(0).map(({ transport }) => transport.close(0))));

  async function make(
    name: string,
    { cluster = CLUSTER, limits = {}, openToCluster }: MakeOptions = {},
    listen = openToCluster?.address ?? LOCAL,
  ): Promise<TestNode> {
    const files = await authority.files(name, { cluster });
    return TestNode.open({ kind: 'tls', cluster, node: name, listen, files, limits, openToCluster });
  }

  async function open(name: string, files: TlsFiles): Promise<TestNode> {
    const node = await TestNode.open({ kind: 'tls', cluster: CLUSTER, node: name, listen: LOCAL, files });
    nodes.push(node);
    return node;
  }

  const medium: Medium = {
    make,
    cut: ({ transport }) => transport.close(0),
    mend: ({ name, address }) => make(name, {}, address),
  };
  transportContract(() => medium);
  hostileContract(() => ({
    make,
    connect: async ({ host, port }) => {
      const socket = connect({
        host,
        port,
        ...pemIn(await authority.files('n1')),
        checkServerIdentity: () => undefined,
      });
      await once(socket, 'secureConnect');
      return socket;
    },
    createServer: async (name, accept) =>
      createServer({ ...pemIn(await authority.files(name)), requestCert: true }, accept),
  }));

  /** n2, who knows n1, and what it says to a connection that shows these. */
  async function saysTo(
    files: Partial<TlsFiles>,
    node = 'n1',
    more = {},
  ): Promise<{ reason: RefusalReason; text: string }> {
    const victim = await open('n2', await authority.files('n2'));
    victim.transport.setPeers([{ node: 'n1', address: '127.0.0.1:1' }]);
    const socket = connect({
      ...hostPortIn('', victim.address),
      ...{ ca: await authority.certificate(), checkServerIdentity: () => undefined },
      ...(files.cert !== undefined && pemIn(files as TlsFiles, await authority.certificate())),
      ...more,
    });
    const said = await textOf(socket, () =>
      socket.write(helloLine({ protocols: [1], cluster: CLUSTER, node, to: 'n2', instance: 'x' })),
    );
    const refusal = refusalIn(said.trim());
    assert.ok(refusal, said);
    assert.equal(victim.transport.refusals()[refusal.reason], 1);
    assert.deepEqual(victim.received, []);
    return refusal;
  }

  it('refuses who shows no certificate', async () => {
    const { reason, text } = await saysTo({});
    assert.equal(reason, 'no_certificate');
    assert.match(text, /shows no certificate: nodes need one of this cluster's authority/);
  });

  it('refuses a certificate of another authority, whatever it says', async () => {
    const other = new Authority();
    const { reason, text } = await saysTo(await other.files('n1'));
    other.remove();
    assert.equal(reason, 'bad_certificate');
    assert.match(text, /n1 is of another authority: both need the same ca\.crt/);
  });

  it('refuses a certificate that has expired, and one that is not valid yet', async () => {
    for (const when of [{ untilMs: -1000 }, { fromMs: 60_000 }]) {
      const { reason, text } = await saysTo(await authority.files('n1', when));
      assert.equal(reason, 'expired_certificate');
      assert.match(text, /certificate of n1 is not valid at this time: renew it/);
    }
  });

  it('refuses a certificate of another cluster, even of the same authority', async () => {
    const { reason, text } = await saysTo(await authority.files('n1', { cluster: 'other' }));
    assert.equal(reason, 'wrong_cluster');
    assert.match(text, /n1 is of cluster other, and this is test/);
  });

  it("refuses a client's certificate, and one that says it is another node", async () => {
    assert.match((await saysTo(await authority.files('n1', { role: 'client' }))).text, /names no node/);
    const { reason, text } = await saysTo(await authority.files('n3'), 'n1');
    assert.equal(reason, 'bad_certificate');
    assert.match(text, /the certificate is that of n3, and the hello says n1/);
  });

  it('speaks no older TLS', async () => {
    const victim = await open('n2', await authority.files('n2'));
    const socket = connect({
      ...hostPortIn('', victim.address),
      ...pemIn(await authority.files('n1')),
      ...{ maxVersion: 'TLSv1.2', checkServerIdentity: () => undefined },
    });
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    assert.match(error.code ?? '', /PROTOCOL_VERSION/);
    await victim.refused('bad_hello');
  });

  it('counts who speaks something else than TLS, and not who only knocks', async () => {
    const victim = await open('n2', await authority.files('n2'));
    const { host, port } = hostPortIn('', victim.address);
    for (const said of ['', 'GET / HTTP/1.1\r\n\r\n']) {
      const socket = connectTcp(port, host, () => socket.end(said))
        .on('error', () => undefined)
        .resume();
      await once(socket, 'close');
    }
    await victim.refused('bad_hello');
    assert.equal(victim.transport.refusals().bad_hello, 1);
  });

  it('does not send to a server that is not the node it wants, and says what it is', async () => {
    const other = new Authority();
    const cases: readonly (readonly [files: TlsFiles, says: RegExp])[] = [
      [await authority.files('n3'), /n3 answers in place of n2: correct the address of n2/],
      [await other.files('n2'), /certificate of n2 is of another authority/],
      [await authority.files('n2', { untilMs: -1000 }), /certificate of n2 is not valid at this time: renew/],
      [await authority.files('n2', { cluster: 'other' }), /n2 is of cluster other, and this is test/],
      [
        await authority.files('n2', { role: 'client' }),
        /certificate of n2 is not that of a node: make it one/,
      ],
    ];
    for (const [files, says] of cases) {
      let said = '';
      const server = createServer(pemIn(files, await authority.certificate()), (socket) => {
        socket.on('error', () => undefined).on('data', (chunk: Buffer) => (said += chunk.toString()));
      });
      server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const node = await open('n1', await authority.files('n1'));
      node.transport.setPeers([
        { node: 'n2', address: `127.0.0.1:${(server.address() as { port: number }).port}` },
      ]);
      node.say('n2', 0, 1);
      assert.match(await node.error('n2'), says);
      await node.transport.close(0);
      server.close();
      assert.equal(said, '', 'not even a hello');
    }
    other.remove();
  });
});

/** All that is said until it closes. */
async function textOf(socket: TLSSocket, ready: () => void): Promise<string> {
  let text = '';
  socket.on('error', () => undefined).once('secureConnect', ready);
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}
