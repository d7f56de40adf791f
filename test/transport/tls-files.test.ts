/** The files of a TLS transport: changed while it runs, and wrong in every way. */

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { hostPortIn } from '../../src/transport/address.ts';
import type { TlsFiles } from '../../src/transport/tls/credentials.ts';
import { waitFor } from '../support/wait-for.ts';
import { Authority, pemIn } from './certificates.ts';
import { clear, CLUSTER, TestNode } from './test-node.ts';

const LOCAL = '127.0.0.1:0';

describe('certificates of transport tls', () => {
  let authority: Authority;
  const nodes: TestNode[] = [];

  before(() => {
    authority = new Authority();
  });
  after(() => authority.remove());
  afterEach(() => Promise.all(nodes.splice(0).map(({ transport }) => transport.close(0))));

  async function open(name: string, files: TlsFiles): Promise<TestNode> {
    const node = await TestNode.open({ kind: 'tls', cluster: CLUSTER, node: name, listen: LOCAL, files });
    nodes.push(node);
    return node;
  }

  it('takes up new certificates without a restart, and loses nothing', async () => {
    const files = await authority.files('n1');
    const [a, b] = [await open('n1', files), await open('n2', await authority.files('n2'))];
    a.knows(b);
    b.knows(a);
    await Promise.all([a.connected('n2'), b.connected('n1')]);
    a.say('n2', 0, 1000);
    const renewed = await authority.files('n1');
    for (const which of ['cert', 'key'] as const) copyFileSync(renewed[which], files[which]);
    await a.transport.reload();
    a.say('n2', 1000, 1000);
    assert.equal((await b.heard('n1', 1999)).length, 2000);
    assert.deepEqual([a.dropped('n2', 'connection_lost'), a.state('n2').reconnects], [0, 1]);
    const shown = connect({
      ...hostPortIn('', a.address),
      ...pemIn(await authority.files('n2')),
      checkServerIdentity: () => undefined,
    });
    await once(shown, 'secureConnect');
    const { serialNumber } = shown.getPeerX509Certificate() ?? {};
    shown.destroy();
    assert.equal(serialNumber, new X509Certificate(readFileSync(renewed.cert)).serialNumber);
  });

  it('looks at its files by itself, keeps what it has where they are wrong, and says so', async () => {
    const files = await authority.files('n1');
    const node = await TestNode.open({
      ...{ kind: 'tls', cluster: CLUSTER, node: 'n1', listen: LOCAL, files },
      limits: { reloadMs: 20 },
    });
    nodes.push(node);
    const peer = await open('n2', await authority.files('n2'));
    node.knows(peer);
    peer.knows(node);
    await node.connected('n2');
    writeFileSync(files.cert, 'nonsense');
    await assert.rejects(node.transport.reload(), clear(/n1-\d+\.crt holds no certificate: it must be PEM/));
    await waitFor('a warning', () => node.warnings.some((text) => /holds no certificate/.test(text)));
    node.say('n2', 0, 1);
    await peer.heard('n1', 0);
    const renewed = await authority.files('n1');
    for (const which of ['cert', 'key'] as const) copyFileSync(renewed[which], files[which]);
    await waitFor('the new ones to be shown', () => node.state('n2').reconnects > 0);
  });

  it('changes the authority without a pause: old and new, then the new one alone', async () => {
    const next = new Authority();
    const [of1, of2] = [await authority.files('n1'), await authority.files('n2')];
    const [a, b] = [await open('n1', of1), await open('n2', of2)];
    a.knows(b);
    b.knows(a);
    await Promise.all([a.connected('n2'), b.connected('n1')]);
    const both = `${await authority.certificate()}${await next.certificate()}`;
    const step = async (change: () => Promise<void> | void): Promise<void> => {
      await change();
      await Promise.all([a.transport.reload(), b.transport.reload()]);
      const sent = a.accounted('n2');
      a.say('n2', sent, 1);
      await b.heard('n1', sent);
    };
    await step(() => [of1, of2].forEach(({ ca }) => writeFileSync(ca, both)));
    await step(async () => {
      for (const [name, files] of [
        ['n1', of1],
        ['n2', of2],
      ] as const) {
        const { cert, key } = await next.issue(name);
        writeFileSync(files.cert, cert);
        writeFileSync(files.key, key);
      }
    });
    const alone = await next.certificate();
    await step(() => [of1, of2].forEach(({ ca }) => writeFileSync(ca, alone)));
    const old = await open('n3', await authority.files('n3'));
    old.transport.setPeers([{ node: 'n2', address: b.address }]);
    assert.match(await old.error('n2'), /of another authority|refuses/);
    next.remove();
  });

  it('ends a connection whose certificate runs out, or whose authority is no longer trusted', async () => {
    const a = await open('n1', await authority.files('n1', { untilMs: 3000 }));
    const files = await authority.files('n2');
    const b = await open('n2', files);
    a.knows(b);
    b.knows(a);
    await Promise.all([a.connected('n2'), b.connected('n1')]);
    await b.refused('expired_certificate');
    assert.match(await a.error('n2'), /certificate of n1 is not valid at this time: renew it/);
    const c = await open('n3', await authority.files('n3'));
    c.knows(b);
    b.knows(c);
    await c.connected('n2');
    const other = new Authority();
    writeFileSync(files.ca, await other.certificate());
    writeFileSync(files.cert, (await other.issue('n2')).cert);
    await assert.rejects(
      b.transport.reload(),
      clear(/is not the key of .*: give the two that were made together/),
    );
    const { cert, key } = await other.issue('n2');
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key);
    await b.transport.reload();
    await b.refused('bad_certificate');
    assert.match(await c.error('n2'), /another authority/);
    other.remove();
  });

  it('says in one line what is wrong with its files, and shows nothing of them', async () => {
    const good = await authority.files('n1');
    const secret = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n';
    const garbled = { ...(await authority.files('n1')) };
    writeFileSync(garbled.key, secret);
    const broken = await authority.files('n1');
    writeFileSync(broken.cert, '-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----\n');
    const cases: readonly (readonly [files: TlsFiles, says: RegExp])[] = [
      [
        { ...good, ca: '/nowhere/ca.crt' },
        /authority \/nowhere\/ca\.crt: there is no such file; gossipscope certs makes one/,
      ],
      [{ ...good, key: good.cert }, /\.crt holds no private key that can be read/],
      [{ ...good, cert: good.key }, /\.key holds no certificate/],
      [garbled, /\.key holds no private key that can be read/],
      [broken, /\.crt holds a certificate that cannot be read/],
      [{ ...good, key: (await authority.files('n1')).key }, /is not the key of/],
      [
        await authority.files('n2'),
        /is the certificate of node n2 of cluster test, and this is node n1 of cluster test/,
      ],
      [
        await authority.files('n1', { cluster: 'other' }),
        /is the certificate of node n1 of cluster other, and this/,
      ],
      [await authority.files('n1', { role: 'client' }), /is the certificate of client n1/],
      [
        await authority.files('n1', { untilMs: -1000 }),
        /was valid until .*: renew it with gossipscope certs --renew/,
      ],
      [await authority.files('n1', { fromMs: 60_000 }), /is valid from .*: check the clock/],
    ];
    for (const [files, says] of cases)
      await assert.rejects(
        open('n1', files),
        (error: Error) => clear(says)(error) && !/c2VjcmV0|secret|BEGIN/.test(error.message),
        String(says),
      );
  });

  it('says in one line why it cannot listen', async () => {
    const node = await open('n1', await authority.files('n1'));
    const files = await authority.files('n1');
    const at = (listen: string): Promise<TestNode> =>
      TestNode.open({ kind: 'tls', cluster: CLUSTER, node: 'n1', listen, files });
    await assert.rejects(
      at(node.address),
      clear(/address is in use: end the other process, or take another port/),
    );
    for (const listen of ['', 'n1', ':x', '127.0.0.1:70000', '[::1', 'user@host:1', '127.0.0.1:-1'])
      await assert.rejects(at(listen), clear(/is no address: write host:port/), listen);
  });
});
