/** NATS keeps the contract of transports, and a server with the permissions of examples/nats/ lets no node be another. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { NatsSettings } from '../../src/transport/nats/settings.ts';
import { needs } from '../support/needs.ts';
import { waitFor } from '../support/wait-for.ts';
import { Authority } from './certificates.ts';
import { transportContract, type MakeOptions, type Medium } from './contract.ts';
import { NatsServer } from './nats-server.ts';
import { clear, CLUSTER, line, range, TestNode } from './test-node.ts';

/** The example is about another cluster, and these are its passwords. */
const PASSWORDS = { N1_PASSWORD: 'secret-one', N2_PASSWORD: 'secret-two', N3_PASSWORD: 'secret-three' };
const ofTest = (config: string): string =>
  config.replaceAll('.demo.', `.${CLUSTER}.`).replaceAll('//demo/', `//${CLUSTER}/`);

describe('transport nats', () => {
  let server: NatsServer;
  const folder = mkdtempSync(join(tmpdir(), 'gossipscope-nats-secrets-'));
  const nodes: TestNode[] = [];

  before(async function () {
    needs(this, 'nats-server');
    server = await NatsServer.start('passwords.conf', PASSWORDS, ofTest);
    for (const [name, password] of Object.entries(PASSWORDS))
      writeFileSync(join(folder, name), `${password}\n`);
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await (server as NatsServer | undefined)?.remove();
  });
  afterEach(() => Promise.all(nodes.splice(0).map(({ transport }) => transport.close(0))));

  function settings(name: string): NatsSettings {
    const passwordFile = join(folder, `${name.toUpperCase()}_PASSWORD`);
    return { servers: [server.url], user: name, passwordFile, insecure: false };
  }

  async function make(name: string, options: MakeOptions = {}): Promise<TestNode> {
    const { cluster = CLUSTER, limits = {}, openToCluster } = options;
    return TestNode.open({ kind: 'nats', cluster, node: name, nats: settings(name), limits, openToCluster });
  }

  async function open(
    name: string,
    changed: Partial<NatsSettings> = {},
    options: MakeOptions = {},
  ): Promise<TestNode> {
    const { cluster = CLUSTER, limits = {} } = options;
    const node = await TestNode.open({
      ...{ kind: 'nats', cluster, node: name, limits },
      nats: { ...settings(name), ...changed },
    });
    nodes.push(node);
    return node;
  }

  /** Somebody with the rights of n3, who speaks to the server directly. */
  async function intruder(): Promise<{ connection: NatsConnection; refused: () => string[] }> {
    const connection = await connect({ servers: server.url, user: 'n3', pass: PASSWORDS.N3_PASSWORD });
    const refused: string[] = [];
    void (async () => {
      for await (const status of connection.status())
        if (status.type === 'error') refused.push(status.error.message);
    })();
    return { connection, refused: () => refused };
  }

  const medium: Medium = {
    make,
    cut: () => server.kill(),
    mend: async (node) => {
      await server.resume();
      return node;
    },
  };
  transportContract(() => medium);

  it('cannot be made to speak in the name of another: the server refuses it', async () => {
    const [a, b] = [await open('n1'), await open('n2')];
    a.knows(b);
    b.transport.setPeers([
      { node: 'n1', address: '' },
      { node: 'n3', address: '' },
    ]);
    const { connection, refused } = await intruder();
    connection.publish(`gossipscope.${CLUSTER}.n2.n1`, line('n1', 'n2', 1));
    connection.publish(`gossipscope.${CLUSTER}.n2.n3`, line('n1', 'n2', 2));
    connection.publish(`gossipscope.${CLUSTER}.n2.n3`, line('n3', 'n2', 3));
    await connection.flush();
    assert.deepEqual(await b.heard('n3', 3), [3]);
    assert.deepEqual(b.numbersOf('n1'), []);
    assert.deepEqual(b.rejectsOf('n3'), ['forged_src'], 'under its own subject in the name of another');
    await waitFor('the refusal', () => refused().some((text) => text.includes('gossipscope.test.n2.n1')));
    await connection.close();
  });

  it('cannot be overheard: the server refuses every subscription beyond a name', async () => {
    const [a, b] = [await open('n1'), await open('n2')];
    a.knows(b);
    b.knows(a);
    const { connection, refused } = await intruder();
    const heard: string[] = [];
    const subjects = [
      '>',
      'gossipscope.>',
      `gossipscope.${CLUSTER}.*.*`,
      `gossipscope.${CLUSTER}.n2.*`,
      `gossipscope.${CLUSTER}.*.n1`,
    ];
    for (const subject of subjects)
      connection.subscribe(subject, {
        callback: (error, message) => {
          if (error === null) heard.push(message.subject);
        },
      });
    await connection.flush();
    a.say('n2', 0, 50);
    await b.heard('n1', 49);
    await connection.flush();
    assert.deepEqual(heard, []);
    await waitFor('all refusals', () => refused().length >= subjects.length);
    await connection.close();
  });

  it('does not open in another cluster, or under a name that is not its own', async () => {
    await assert.rejects(
      open('n1', {}, { cluster: 'other' }),
      clear(/does not permit n1 to subscribe to gossipscope\.other\.n1\.\*/),
    );
    await assert.rejects(
      open('n3', settings('n1')),
      clear(/does not permit n1 to subscribe to gossipscope\.test\.n3\.\*/),
    );
  });

  it('says in one line why it does not open, and shows no secret', async () => {
    const wrong = join(folder, 'wrong');
    writeFileSync(wrong, 'hidden-password');
    const cases: readonly (readonly [changed: Partial<NatsSettings>, says: RegExp])[] = [
      [{ servers: [] }, /no NATS server is named/],
      [{ servers: ['nats://127.0.0.1:1'] }, /no NATS server answers at nats:\/\/127\.0\.0\.1:1: start one/],
      [{ servers: ['http://[::1'] }, /address of the NATS server cannot be read/],
      [
        { servers: ['nats://n1:hidden-password@127.0.0.1:4222'] },
        /stands in the address .* --nats-password-file/,
      ],
      [{ servers: ['nats.example.org'] }, /NATS in the clear stays on this machine.*--ca/],
      [{ passwordFile: wrong }, /does not let n1 in: check its user and password/],
      [{ passwordFile: '/nowhere/password' }, /\/nowhere\/password cannot be read \(ENOENT\)/],
      [{ passwordFile: undefined }, /--nats-user and --nats-password-file go together/],
      [{ credsFile: wrong }, /give one of them/],
    ];
    for (const [changed, says] of cases)
      await assert.rejects(
        open('n1', changed),
        (error: Error) => clear(says)(error) && !error.message.includes('hidden-password'),
        String(says),
      );
  });

  it('does not open where the server takes shorter messages than a node', async () => {
    const small = await NatsServer.start('passwords.conf', PASSWORDS, (config) =>
      ofTest(config).replace('max_payload: 17MB', 'max_payload: 1MB'),
    );
    await assert.rejects(
      open('n1', { servers: [small.url] }),
      clear(/set max_payload: 17MB in its configuration/),
    );
    await small.remove();
  });

  it('drops what comes while held beyond its bound, and counts it for the sender', async () => {
    const a = await open('n1');
    const b = await open('n2', {}, { limits: { queueBytes: 10_000 } });
    a.knows(b);
    b.knows(a);
    b.transport.hold(true);
    a.say('n2', 0, 1000);
    await waitFor('too much', () => b.dropped('n1', 'overrun') > 0);
    await waitFor('all to be sent', () => a.state('n2').sent === 1000);
    await waitFor('all to be counted', () => b.dropped('n1', 'overrun') > 800);
    b.transport.hold(false);
    a.say('n2', 1000, 1);
    const heard = await b.heard('n1', 1000);
    assert.equal(heard.length - 1 + b.dropped('n1', 'overrun'), 1000);
    assert.deepEqual(heard.slice(0, -1), range(0, heard.length - 1));
  });

  it('gives up a server that does not answer', async () => {
    const frozen = await NatsServer.start('passwords.conf', PASSWORDS, ofTest);
    const a = await open('n1', { servers: [frozen.url] }, { limits: { silenceMs: 300 } });
    a.transport.setPeers([{ node: 'n2', address: '' }]);
    frozen.freeze();
    assert.match(await a.error('n2'), /connection to the NATS server is lost/);
    await a.transport.close(0);
    await frozen.remove();
  });

  it('keeps what is for a node that is away, until it is heard of', async () => {
    const limits = { silenceMs: 300 };
    const [a, b] = [await open('n1', {}, { limits }), await open('n2', {}, { limits })];
    a.knows(b);
    b.knows(a);
    await a.connected('n2');
    await b.transport.close(0);
    assert.match(await a.error('n2'), /n2 is not heard of through the NATS server: check that it runs/);
    a.say('n2', 0, 10);
    assert.equal(a.state('n2').queued, 10);
    const back = await open('n2');
    back.knows(a);
    assert.deepEqual(await back.heard('n1', 9), range(0, 10));
    assert.deepEqual(back.rejectsOf('n1'), [], 'heartbeats are no messages');
  });

  it('knows its nodes by their certificates where the server asks for them', async () => {
    const authority = new Authority();
    const prepare = async (where: string): Promise<void> => {
      const { cert, key } = await authority.issue('nats');
      mkdirSync(join(where, 'certs'));
      writeFileSync(join(where, 'certs/ca.crt'), await authority.certificate());
      writeFileSync(join(where, 'certs/nats.crt'), cert);
      writeFileSync(join(where, 'certs/nats.key'), key);
    };
    const secure = await NatsServer.start('certificates.conf', {}, ofTest, prepare);
    const shows = async (name: string, as = name): Promise<TestNode> =>
      open(name, {
        servers: [secure.url],
        ...{ user: undefined, passwordFile: undefined, tls: await authority.files(as) },
      });
    const [a, b] = [await shows('n1'), await shows('n2')];
    a.knows(b);
    b.knows(a);
    a.say('n2', 0, 100);
    assert.deepEqual(await b.heard('n1', 99), range(0, 100));
    await assert.rejects(shows('n3', 'n1'), clear(/does not permit n3 to subscribe/));
    const other = new Authority();
    const strange = { tls: await other.files('n3'), user: undefined, passwordFile: undefined };
    await assert.rejects(open('n3', { servers: [secure.url], ...strange }), clear(/NATS server/));
    await a.transport.close(0);
    await b.transport.close(0);
    await secure.remove();
    authority.remove();
    other.remove();
  });

  it('takes up a new password without a restart', async () => {
    const [a, b] = [await open('n1'), await open('n2')];
    a.knows(b);
    b.knows(a);
    await a.connected('n2');
    await a.transport.reload();
    await waitFor('a new connection', () => a.state('n2').reconnects === 1 && a.state('n2').connected);
    writeFileSync(join(folder, 'N1_PASSWORD'), 'outdated');
    await a.transport.reload();
    assert.match(await a.error('n2'), /lost|does not let n1 in/);
    writeFileSync(join(folder, 'N1_PASSWORD'), PASSWORDS.N1_PASSWORD);
    await a.transport.reload();
    await a.connected('n2');
  });
});
