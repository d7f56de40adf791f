/** Services over TLS whose members change while clients write: what was acknowledged is there, and who is no member is refused. */

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ChangingCluster } from '../../support/changing-cluster.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';
import { freePorts, killServices } from '../../support/serve-process.ts';
import { removeTemporaryDirectories } from '../../support/temporary-directory.ts';
import { waitFor } from '../../support/wait-for.ts';

const isOfView = ({ name }: { readonly name: string }): boolean => name === 'gossip.view';

/** Changes that find no majority are given up after 20 of these. */
const QUICK = ['--anti-entropy-interval', '100ms'];

describe('a service whose members change', function () {
  this.timeout(180_000);
  afterEach(killServices);
  after(removeTemporaryDirectories);

  it('loses nothing acknowledged while one joins, one leaves and one is replaced', async () => {
    const cluster = await ChangingCluster.start(['n1', 'n2', 'n3', 'n4'], 3);
    const acknowledged = new Set<string>();
    let isOver = false;
    const client = async (name: string): Promise<void> => {
      for (let n = 0; !isOver; n++) {
        const key = `${name}/${n}`;
        const answered = await cluster.services
          .get(name)
          ?.put(key, 'true')
          .catch(() => undefined);
        if (answered?.status === 201) acknowledged.add(key);
        await pause(answered?.status === 201 ? 2 : 50);
      }
    };
    const clients = ['n1', 'n2', 'n3', 'n4'].map((name) => client(name));
    const grows = async (name: string): Promise<void> => {
      const count = (): number => [...acknowledged].filter((key) => key.startsWith(`${name}/`)).length;
      const before = count();
      await waitFor(`writes at ${name}`, () => count() > before + 20, 30_000);
    };

    await grows('n1');
    await cluster.startNode('n4');
    await cluster.agree(['n1', 'n2', 'n3', 'n4'], 'n1 active, n2 active, n3 active, n4 active');
    await grows('n4');

    const leave = await cluster.of('n1').ask('POST', '/v1/members/n2/leave');
    assert.equal(leave.status, 200, leave.text);
    await cluster.agree(['n1', 'n3', 'n4'], 'n1 active, n3 active, n4 active');
    await waitFor('n2 to refuse', async () => (await cluster.of('n2').put('late', '1')).status === 503);
    assert.equal(await cluster.of('n2').stop(), 0);
    cluster.services.delete('n2');

    const { members: before } = await cluster.listedBy('n1');
    assert.equal(await cluster.of('n3').stop(), 0);
    await cluster.startNode('n3');
    await cluster.serves('n3');
    await cluster.agree(['n1', 'n3', 'n4'], 'n1 active, n3 active, n4 active');
    const { members: after } = await cluster.listedBy('n1');
    const lifeOf = (list: typeof before): string | undefined => list.find(({ node }) => node === 'n3')?.life;
    assert.notEqual(lifeOf(after), lifeOf(before), 'another life took its place');
    await grows('n3');

    isOver = true;
    await Promise.all(clients);
    for (const name of ['n1', 'n3', 'n4'])
      await waitFor(
        `every acknowledged write at ${name}`,
        async () => {
          const held = await cluster.of(name).held();
          return [...acknowledged].every((key) => held.has(key));
        },
        30_000,
      );
    const pending = async (): Promise<boolean> =>
      (await cluster.of('n1').metric('gossip_writes_pending')) === 0;
    await waitFor('no write that waits for who is gone', pending, 30_000);
  });

  it('measures each change, on the scrape and in a trace', async () => {
    const receiver = await startOtlpReceiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    const cluster = await ChangingCluster.start(['n1', 'n2', 'n3'], 3, [], env);
    await cluster.of('n3').ask('POST', '/v1/members/n2/leave');
    await cluster.agree(['n1', 'n3'], 'n1 active, n3 active');
    const measured = async (name: string): Promise<number> => {
      const all = [...cluster.services.values()].map((service) => service.metric(name));
      return (await Promise.all(all)).reduce((sum, value) => sum + value, 0);
    };
    // Two nodes joined and became active, one began to leave, and left.
    const count = async (): Promise<boolean> =>
      (await measured('gossip_view_convergence_seconds_count')) >= 6;
    await waitFor('six changes', count, 30_000);
    assert.equal(await cluster.of('n1').metric('gossip_view'), 7);
    assert.equal(await cluster.of('n1').metric('gossip_members', 'state="active"'), 2);
    const spans = await receiver.waitFor('a span each', (all) => all.filter(isOfView).length >= 6);
    const kinds = new Set(spans.filter(isOfView).map(({ attributes }) => attributes['gossip.change']));
    assert.deepEqual([...kinds].sort(), ['activate', 'join', 'leave', 'left']);
    const leave = spans.find(({ attributes }) => attributes['gossip.change'] === 'leave');
    assert.deepEqual(leave?.events.map(({ attributes }) => attributes['gossip.replica']).sort(), [
      'n1',
      'n2',
    ]);
    await receiver.close();
  });

  it('stays one where two halves remove each other', async () => {
    const names = ['n1', 'n2', 'n3', 'n4'];
    const cluster = await ChangingCluster.start(names, 4, QUICK);
    // The last one serves before the others have heard that it is active.
    await cluster.agree(names, 'n1 active, n2 active, n3 active, n4 active');
    const { view } = await cluster.listedBy('n1');
    const alone = async (name: string, half: readonly string[], removes: string): Promise<void> => {
      for (const other of half) cluster.of(other).child.kill('SIGSTOP');
      const answered = await cluster.of(name).ask('DELETE', `/v1/members/${removes}`);
      assert.equal(answered.status, 409, answered.text);
      assert.match(answered.problem?.detail ?? '', /^2 of 4 active members answered, 3 are needed: /);
      assert.equal((await cluster.of(name).put(`by/${name}`, '1')).status, 201);
      for (const other of half) cluster.of(other).child.kill('SIGCONT');
    };
    await alone('n1', ['n3', 'n4'], 'n3');
    await alone('n3', ['n1', 'n2'], 'n1');
    for (const name of cluster.services.keys()) {
      assert.equal((await cluster.listedBy(name)).view, view);
      await waitFor(`both writes at ${name}`, async () => (await cluster.of(name).held()).size === 2, 30_000);
    }
  });

  it('refuses a removed node that comes back with its data, and lists what only that node has', async () => {
    const cluster = await ChangingCluster.start(['n1', 'n2', 'n3'], 2, QUICK);
    const data = join(cluster.folder, 'n3');
    // It tells nobody of its writes by itself.
    const args = ['--data', data, '--flush-interval', '1h'];
    await cluster.startNode('n3', args);
    await cluster.agree(['n1', 'n2', 'n3'], 'n1 active, n2 active, n3 active');
    for (const name of ['n1', 'n2']) cluster.of(name).child.kill('SIGSTOP');
    assert.equal((await cluster.of('n3').put('lost', '{"only": "here"}')).status, 201);
    await cluster.of('n3').stop('SIGKILL');
    for (const name of ['n1', 'n2']) cluster.of(name).child.kill('SIGCONT');

    const removed = await cluster.of('n1').ask('DELETE', '/v1/members/n3');
    assert.equal(removed.status, 200, removed.text);
    const list = join(data, 'unmerged.ndjson');
    mkdirSync(list);
    // It may hear of its removal before it is ready.
    await cluster.startNode('n3', args).catch(() => undefined);
    const cannotList = cluster.of('n3');
    assert.equal(await cannotList.ended, 1);
    assert.match(cannotList.stderr, /\nerror: [^\n]*cannot be listed \(EISDIR[^\n]*start it again\n$/);
    rmdirSync(list);
    const isBack = await cluster.startNode('n3', args);
    await waitFor(
      'n3 to hear of it',
      async () => /no member any more/.test((await cluster.listedBy('n3')).reason ?? ''),
      30_000,
    );
    assert.equal((await isBack.get('lost')).status, 503);
    assert.equal((await isBack.ask('GET', '/readyz')).status, 503);
    const [line = ''] = readFileSync(list, 'utf8').split('\n');
    assert.match(line, /^\{"key":"lost","value":\{"only": "here"\},"version":"[^"]+"\}$/);
    for (const name of ['n1', 'n2']) {
      assert.equal((await cluster.of(name).get('lost')).status, 404);
      assert.equal(await cluster.membersBy(name), 'n1 active, n2 active');
    }
  });

  it('has the same members and data when all were killed and start again, one of them elsewhere', async () => {
    const cluster = await ChangingCluster.start(['n1', 'n2', 'n3'], 0);
    const names = ['n1', 'n2', 'n3'];
    const start = async (name: string): Promise<void> => {
      await cluster.startNode(name, ['--data', join(cluster.folder, name)]);
      await cluster.serves(name);
    };
    for (const name of names) await start(name);
    for (const name of names) assert.equal((await cluster.of(name).put(name, '1')).status, 201);
    await cluster.agree(names, 'n1 active, n2 active, n3 active');
    const before = await cluster.listedBy('n2');
    for (const name of names) await cluster.of(name).stop('SIGKILL');
    const [port = 0] = await freePorts(1);
    cluster.moves('n3', `127.0.0.1:${port}`);
    for (const name of names) await cluster.startNode(name, ['--data', join(cluster.folder, name)]);
    for (const name of names) {
      await cluster.serves(name);
      const { view, members } = await cluster.listedBy(name);
      assert.equal(view, before.view);
      assert.deepEqual(
        members.map(({ life }) => life),
        before.members.map(({ life }) => life),
      );
      await waitFor(`all writes at ${name}`, async () => (await cluster.of(name).held()).size === 3, 30_000);
    }
    assert.equal((await cluster.of('n1').put('after', '1')).status, 201);
    await waitFor(
      'a write at the node that moved',
      async () => (await cluster.of('n3').get('after')).status === 200,
      30_000,
    );
  });
});
