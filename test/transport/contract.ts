/** What every transport promises, whatever carries it: each of them runs this suite, on real sockets. */

import assert from 'node:assert/strict';
import { LINE_LIMIT_BYTES } from '../../src/protocol/framing.ts';
import type { TransportLimits } from '../../src/transport/limits.ts';
import { freePorts } from '../support/serve-process.ts';
import { waitFor } from '../support/wait-for.ts';
import type { TestNode } from './test-node.ts';
import { clear, line, range } from './test-node.ts';

export interface MakeOptions {
  readonly cluster?: string;
  readonly limits?: Partial<TransportLimits>;
  /** It hears the whole cluster, and listens there. */
  readonly openToCluster?: { readonly address: string } | undefined;
}

/** How the suite gets nodes of one kind, and cuts them off. */
export interface Medium {
  /** Opens a node; the suite closes it. */
  readonly make: (name: string, options?: MakeOptions) => Promise<TestNode>;
  /** Nobody reaches this node any more. */
  readonly cut: (node: TestNode) => Promise<void>;
  /** The node can be reached again, where it was. @returns it, or the one in its place */
  readonly mend: (node: TestNode) => Promise<TestNode>;
}

const KIB = 1024;

export function transportContract(medium: () => Medium): void {
  const nodes: TestNode[] = [];
  const make = async (name: string, options?: MakeOptions): Promise<TestNode> => {
    const node = await medium().make(name, options);
    nodes.push(node);
    return node;
  };
  /** Nodes that all know each other. */
  const cluster = async (...names: readonly string[]): Promise<TestNode[]> => {
    const made = await Promise.all(names.map((name) => make(name)));
    for (const node of made) node.knows(...made);
    for (const node of made) await node.connected(...names.filter((name) => name !== node.name));
    return made;
  };

  afterEach(async () => {
    await Promise.all(nodes.splice(0).map(({ transport }) => transport.close(0)));
  });

  it('delivers all lines as they are, in the order of each sender', async () => {
    const [a, b, c] = (await cluster('n1', 'n2', 'n3')) as [TestNode, TestNode, TestNode];
    for (let n = 0; n < 2000; n += 20) {
      a.say('n3', n, 20);
      b.say('n3', n, 20, n % 200 === 0 ? 'é €\u2028\u0000😀'.repeat(1000) : '');
    }
    for (const from of ['n1', 'n2']) assert.deepEqual(await c.heard(from, 1999), range(0, 2000));
    const long = c.received.find(
      ({ from, parsed }) => from === 'n2' && parsed.ok && parsed.message.body['n'] === 0,
    );
    assert.ok(long?.parsed.ok);
    assert.equal(long.parsed.message.line, line('n2', 'n3', 0, 'é €\u2028\u0000😀'.repeat(1000)));
    assert.deepEqual([a.state('n3').sent, c.state('n1').received], [2000, 2000]);
  });

  it('hears a node of the cluster that is no peer, where it is to, and answers it', async () => {
    const ports = await freePorts(2);
    const open = (name: string, i: number): Promise<TestNode> =>
      make(name, { openToCluster: { address: `127.0.0.1:${ports[i] ?? 0}` } });
    const [member, stranger] = [await open('n1', 0), await open('n2', 1)];
    stranger.transport.setPeers([], [{ node: 'n1', address: member.address }]);
    stranger.say('n1', 0, 1);
    assert.deepEqual(await member.heard('n2', 0), [0]);
    member.say('n2', 0, 1);
    assert.deepEqual(await stranger.heard('n1', 0), [0]);
    assert.deepEqual(
      [member.transport.states(), stranger.transport.states()],
      [[], []],
      'guests are no peers',
    );
    // Once it is named, it is a peer, with what is known of it; once it is not, it can still be told.
    member.knows(stranger);
    assert.equal(member.state('n2').received, 1);
    member.knows();
    member.say('n2', 1, 1);
    assert.deepEqual(await stranger.heard('n1', 1), [0, 1]);
  });

  it('delivers a line of the greatest length, drops a longer one and counts it, and its neighbours arrive', async () => {
    const [a, b] = (await cluster('n1', 'n2')) as [TestNode, TestNode];
    const frame = line('n1', 'n2', 1).length;
    a.say('n2', 0, 1);
    a.say('n2', 1, 1, 'x'.repeat(LINE_LIMIT_BYTES - frame));
    a.say('n2', 2, 1, 'x'.repeat(LINE_LIMIT_BYTES - frame + 1));
    a.say('n2', 3, 1);
    assert.deepEqual(await b.heard('n1', 3), [0, 1, 3]);
    assert.deepEqual([a.dropped('n2', 'too_long'), a.state('n2').sent], [1, 3]);
  });

  it('rejects a message in the name of another than the sender, and counts it for the sender', async () => {
    const [a, b] = (await cluster('n1', 'n2', 'n3')) as [TestNode, TestNode];
    a.transport.send('n2', line('n3', 'n2', 7));
    a.transport.send('n2', '{"src":"n1","dest":"n2","body":{"type":"mail","n":8},"src":"n3"}');
    a.say('n2', 9, 1);
    assert.deepEqual(await b.heard('n1', 9), [9]);
    assert.deepEqual(b.numbersOf('n3'), []);
    assert.deepEqual(b.rejectsOf('n1'), ['forged_src', 'forged_src']);
    assert.deepEqual([b.dropped('n1', 'forged_src'), b.dropped('n3', 'forged_src')], [2, 0]);
    const forged = b.received.find(({ parsed }) => !parsed.ok)?.parsed;
    assert.ok(forged?.ok === false && forged.src === 'n1', 'the log and the answer name who it was');
  });

  it('hands on what is no message as rejected, with the sender that sent it', async () => {
    const [a, b] = (await cluster('n1', 'n2')) as [TestNode, TestNode];
    for (const text of ['nonsense', '{"src":"n1"}', '!hello', '[1]', '{"src":"n1",\n"body":{}}'])
      a.transport.send('n2', text);
    a.say('n2', 1, 1);
    await b.heard('n1', 1);
    assert.deepEqual(b.rejectsOf('n1'), ['not_json', 'malformed', 'not_json', 'not_a_message', 'malformed']);
  });

  it('keeps what waits within its bound, drops the oldest, and accounts for every message', async () => {
    const limits = { queueBytes: 256 * KIB };
    const a = await make('n1', { limits });
    const b = await make('n2');
    a.knows(b);
    b.knows(a);
    await a.connected('n2');
    a.say('n2', 0, 10);
    await b.heard('n1', 9);
    await medium().cut(b);
    await waitFor('n1 to notice', () => !a.state('n2').connected);
    for (let n = 10; n < 2010; n++) {
      a.say('n2', n, 1, 'x'.repeat(KIB));
      assert.ok(a.state('n2').queuedBytes <= limits.queueBytes);
    }
    assert.ok(a.dropped('n2', 'queue_full') > 1000);
    assert.equal(a.accounted('n2'), 2010);
    const mended = await medium().mend(b);
    nodes.push(mended);
    mended.knows(a);
    const heard = (await mended.heard('n1', 2009)).filter((n) => n >= 10);
    assert.deepEqual(heard, range(2010 - heard.length, heard.length), 'the latest, in order, each once');
    await waitFor('n1 to have sent all', () => a.state('n2').queued === 0);
    assert.equal(a.accounted('n2'), 2010);
    assert.equal(a.state('n2').reconnects, 1);
  });

  it('gives each peer its own bound: one that is full leaves the others theirs', async () => {
    const limits = { queueBytes: 64 * KIB };
    const [a, b] = [await make('n1', { limits }), await make('n2')];
    b.knows(a);
    a.knows(b);
    await a.connected('n2');
    a.transport.setPeers([
      { node: 'n2', address: b.address },
      { node: 'n3', address: '127.0.0.1:1' },
    ]);
    for (let n = 0; n < 500; n++) {
      a.say('n3', n, 1, 'x'.repeat(KIB));
      a.say('n2', n, 1);
      if (n % 100 === 99) await b.heard('n1', n);
    }
    assert.deepEqual(b.numbersOf('n1'), range(0, 500));
    assert.equal(a.dropped('n2', 'queue_full'), 0);
    assert.equal(a.accounted('n3'), 500);
  });

  it('is deaf and mute to those that are no peers, and says so', async () => {
    const [a, b] = [await make('n1'), await make('n2')];
    a.knows(b);
    a.say('n2', 0, 3);
    await b.refused('not_a_peer');
    b.transport.send('n1', line('n2', 'n1', 0));
    assert.deepEqual([a.received, b.received], [[], []]);
    assert.ok(
      b.warnings.some((text) => /n1/.test(text)),
      'the log says who it was',
    );
    b.knows(a);
    a.say('n2', 3, 1);
    assert.equal((await b.heard('n1', 3)).at(-1), 3);
  });

  it('stops listening to a peer that is taken out of the list, and forgets it', async () => {
    const [a, b] = (await cluster('n1', 'n2')) as [TestNode, TestNode];
    a.say('n2', 0, 1);
    await b.heard('n1', 0);
    b.transport.setPeers([]);
    a.say('n2', 1, 5);
    await b.refused('not_a_peer');
    assert.deepEqual(b.numbersOf('n1'), [0]);
    assert.deepEqual(b.transport.states(), []);
  });

  it('takes nothing in while held, and everything after that, in order', async () => {
    const [a, b] = (await cluster('n1', 'n2')) as [TestNode, TestNode];
    a.say('n2', 0, 1);
    await b.heard('n1', 0);
    b.transport.hold(true);
    a.say('n2', 1, 1000);
    await waitFor('n1 to have sent all', () => a.state('n2').queued === 0);
    assert.deepEqual(b.numbersOf('n1'), [0]);
    b.transport.hold(false);
    assert.deepEqual(await b.heard('n1', 1000), range(0, 1001));
  });

  it('sends what is queued before it closes', async () => {
    const [a, b] = (await cluster('n1', 'n2')) as [TestNode, TestNode];
    a.say('n2', 0, 5000, 'x'.repeat(200));
    await a.transport.close(10_000);
    assert.deepEqual(await b.heard('n1', 4999), range(0, 5000));
    assert.deepEqual([a.state('n2').sent, a.state('n2').queued], [5000, 0]);
  });

  it('closes in time where nobody takes what is queued, and counts it', async () => {
    const [a, b] = (await cluster('n1', 'n2')) as [TestNode, TestNode];
    await medium().cut(b);
    await waitFor('n1 to notice', () => !a.state('n2').connected);
    a.say('n2', 0, 100);
    const begunMs = performance.now();
    await a.transport.close(200);
    assert.ok(performance.now() - begunMs < 2000);
    const { queued, queuedBytes, connected } = a.state('n2');
    assert.deepEqual({ queued, queuedBytes, connected }, { queued: 0, queuedBytes: 0, connected: false });
    assert.equal(a.accounted('n2'), 100);
    nodes.push(await medium().mend(b));
  });

  it('connects again after each cut, and gives no line twice', async () => {
    const [a, first] = (await cluster('n1', 'n2')) as [TestNode, TestNode];
    let b = first;
    for (let round = 0; round < 3; round++) {
      a.say('n2', round * 100, 100);
      await b.heard('n1', round * 100 + 99);
      await medium().cut(b);
      await waitFor('n1 to notice', () => !a.state('n2').connected);
      b = await medium().mend(b);
      nodes.push(b);
      b.knows(a);
      await Promise.all([a.connected('n2'), b.connected('n1')]);
    }
    a.say('n2', 300, 1);
    const heard = await b.heard('n1', 300);
    assert.equal(new Set(heard).size, heard.length);
    assert.deepEqual(
      heard,
      heard.toSorted((x, y) => x - y),
    );
    assert.equal(a.state('n2').reconnects, 3);
    assert.equal(a.accounted('n2'), 301);
  });

  it('notices a second process under the name of a peer', async () => {
    const [a, b] = (await cluster('n1', 'n2')) as [TestNode, TestNode];
    const twin = await make('n1');
    twin.knows(b);
    await waitFor('somebody to notice', () =>
      [a, b, twin].some(({ transport }) => transport.refusals().replaced > 0),
    );
    assert.ok(
      [a, b, twin].some(({ warnings }) =>
        warnings.some((text) => /another process has connected as n1/.test(text)),
      ),
    );
  });

  it('never throws at the one that sends', async () => {
    const [a] = (await cluster('n1', 'n2')) as [TestNode];
    a.transport.send('nobody', 'x');
    a.transport.send('n1', line('n1', 'n1', 1));
    await a.transport.close(0);
    a.transport.send('n2', line('n1', 'n2', 1));
    await a.transport.close(0);
  });

  it('refuses names and addresses that it cannot use, in one line', async () => {
    const [a] = (await cluster('n1', 'n2')) as [TestNode];
    for (const node of ['', 'a.b', '*', '>', 'n 1', 'n\n1', 'x'.repeat(64), 'ü']) {
      const isClear = clear(/take 1 to 63 letters/);
      assert.throws(() => a.transport.setPeers([{ node, address: '127.0.0.1:1' }]), isClear, node);
      await assert.rejects(make('n1', { cluster: node }), isClear, node);
      await assert.rejects(make(node), isClear, node);
    }
    assert.deepEqual(
      a.transport.states().map(({ peer }) => peer),
      ['n2'],
      'the list before stays in force',
    );
  });
}
