/** What a node on sockets endures: strangers, peers that say nonsense, are silent or do not read. Raw sockets play them. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp, type Server, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { hostPortIn, type HostPort } from '../../src/transport/address.ts';
import { HEARTBEAT, helloLine, refusalIn, type Hello } from '../../src/transport/socket/hello.ts';
import { waitFor } from '../support/wait-for.ts';
import type { MakeOptions } from './contract.ts';
import type { TestNode } from './test-node.ts';
import { CLUSTER, line, range } from './test-node.ts';

export interface HostileMedium {
  readonly make: (name: string, options?: MakeOptions) => Promise<TestNode>;
  /** A connection that can prove, where proofs are asked for, that it is n1. */
  readonly connect: (at: HostPort) => Promise<Socket>;
  /** A server that can prove that it is this node. */
  readonly createServer: (name: string, accept: (socket: Socket) => void) => Promise<Server>;
}

const HELLO: Hello = { protocols: [1], cluster: CLUSTER, node: 'n1', to: 'n2', instance: 'raw' };
const KIB = 1024;

export function hostileContract(medium: () => HostileMedium): void {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** n2, who knows n1. */
  const victim = async (options?: MakeOptions): Promise<TestNode> => {
    const node = await medium().make('n2', options);
    closing.push(() => node.transport.close(0));
    node.transport.setPeers([{ node: 'n1', address: '127.0.0.1:1' }]);
    return node;
  };
  const raw = async (to: TestNode): Promise<RawPeer> => {
    const peer = new RawPeer(await medium().connect(hostPortIn('', to.address)));
    closing.push(() => peer.socket.destroy());
    return peer;
  };
  /** A server in the place of n2, and n1, who sends to it. */
  const impostor = async (
    answer: (socket: Socket) => void,
    options?: MakeOptions,
  ): Promise<{ node: TestNode; accepted: Socket[] }> => {
    const accepted: Socket[] = [];
    const server = await medium().createServer('n2', (socket) => {
      accepted.push(socket);
      socket.on('error', () => undefined);
      answer(socket);
    });
    closing.push(() => {
      server.close();
      for (const socket of accepted) socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const node = await medium().make('n1', options);
    closing.push(() => node.transport.close(0));
    node.transport.setPeers([{ node: 'n2', address: `127.0.0.1:${port}` }]);
    return { node, accepted };
  };

  it('sends away whoever says anything but a hello, and lives on', async () => {
    const node = await victim();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4000 }), async (bytes) => {
        const peer = await raw(node);
        peer.socket.write(Buffer.concat([bytes, Buffer.from('x\n')]));
        await peer.closed;
      }),
      { numRuns: 50 },
    );
    assert.ok(node.transport.refusals().bad_hello >= 50);
    const peer = await raw(node);
    await peer.greet(HELLO);
    peer.socket.write(`${line('n1', 'n2', 1)}\n`);
    assert.deepEqual(await node.heard('n1', 1), [1]);
  });

  const WRONG: readonly (readonly [what: string, hello: unknown, reason: string, says: RegExp])[] = [
    [
      'another cluster',
      { ...HELLO, cluster: 'other' },
      'wrong_cluster',
      /n1 is of cluster other, and this is test/,
    ],
    [
      'a later protocol',
      { ...HELLO, protocols: [2, 3] },
      'wrong_version',
      /version 2, 3 .* n2 1: run versions/,
    ],
    ['another addressee', { ...HELLO, to: 'n3' }, 'not_a_peer', /correct the address of n3 at n1/],
    ['a name with a star', { ...HELLO, node: '*' }, 'bad_hello', /no hello of a node/],
    ['a name that is none', { ...HELLO, node: ['n1'] }, 'bad_hello', /no hello of a node/],
    ['no protocol', { ...HELLO, protocols: '1' }, 'bad_hello', /no hello of a node/],
    ['nothing', null, 'bad_hello', /no hello of a node/],
    ['too much', { ...HELLO, more: 'x'.repeat(3000) }, 'bad_hello', /no hello of a node/],
  ];
  for (const [what, hello, reason, says] of WRONG) {
    it(`refuses a hello with ${what}, and says why`, async () => {
      const node = await victim();
      const peer = await raw(node);
      peer.socket.write(`!hello ${JSON.stringify(hello)}\n`);
      await peer.closed;
      const refusal = refusalIn(peer.text.split('\n')[0]);
      assert.equal(refusal?.reason, reason);
      assert.match(refusal.text, says);
      assert.equal(node.transport.refusals()[refusal.reason], 1);
    });
  }

  it('rejects nonsense of a peer line by line, and serves what is right beside it', async () => {
    const node = await victim();
    const peer = await raw(node);
    await peer.greet(HELLO);
    let sent = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        peer.socket.write(Buffer.concat([bytes, Buffer.from(`\n${line('n1', 'n2', sent++)}\n`)]));
      }),
      { numRuns: 200 },
    );
    assert.deepEqual(await node.heard('n1', sent - 1), range(0, sent));
    assert.ok(node.rejectsOf('n1').length > 100);
    assert.ok(node.received.every(({ from }) => from === 'n1'));
  });

  it('does not serve a line that was cut off', async () => {
    const node = await victim();
    const peer = await raw(node);
    await peer.greet(HELLO);
    peer.socket.end(`${line('n1', 'n2', 1)}\n${line('n1', 'n2', 2)}`);
    await peer.closed;
    assert.deepEqual(node.numbersOf('n1'), [1]);
    assert.deepEqual(node.rejectsOf('n1'), []);
  });

  it('does not wait for a hello that comes byte by byte', async () => {
    const node = await victim({ limits: { helloMs: 300 } });
    const peer = await raw(node);
    const text = helloLine(HELLO);
    let at = 0;
    const timer = setInterval(() => peer.socket.write(text[at++] ?? ''), 50);
    await peer.closed;
    clearInterval(timer);
    assert.ok(at < text.length);
    assert.equal(node.transport.refusals().hello_timeout, 1);
  });

  it('lets few strangers wait, and peers in all the same', async () => {
    const node = await victim({ limits: { strangers: 8 } });
    const { host, port } = hostPortIn('', node.address);
    let gone = 0;
    const flood = Array.from({ length: 100 }, () => {
      const socket = connectTcp(port, host);
      closing.push(() => socket.destroy());
      return socket.on('error', () => undefined).once('close', () => gone++);
    });
    await waitFor('all but eight to be sent away', () => gone >= 92);
    assert.ok(node.transport.refusals().flood >= 92);
    const peer = await raw(node);
    await peer.greet(HELLO);
    peer.socket.write(`${line('n1', 'n2', 1)}\n`);
    await node.heard('n1', 1);
    assert.equal(flood.length - gone, 7, 'the peer took the place of one of them');
  });

  it('gives up a peer that has gone silent, at both ends', async () => {
    const limits = { silenceMs: 300 };
    const node = await victim({ limits });
    const peer = await raw(node);
    await peer.greet(HELLO);
    await peer.closed;
    const { node: sender, accepted } = await impostor((socket) => answerHello(socket, 'n2'), { limits });
    await waitFor('it to dial again', () => accepted.length >= 2);
    await waitFor('a reason', () =>
      /n2 is not heard of: check network/.test(sender.state('n2').lastError ?? ''),
    );
    assert.ok(sender.state('n2').reconnects >= 0);
  });

  it('keeps its memory where a peer does not read, and serves the others', async () => {
    const limits = { queueBytes: 512 * KIB, windowBytes: 256 * KIB, silenceMs: 60_000 };
    const { node, accepted } = await impostor((socket) => answerHello(socket, 'n2', () => socket.pause()), {
      limits,
    });
    await node.connected('n2');
    const other = await medium().make('n3');
    closing.push(() => other.transport.close(0));
    other.knows(node);
    node.transport.setPeers([
      { node: 'n2', address: `127.0.0.1:${accepted[0]?.localPort ?? 0}` },
      { node: 'n3', address: other.address },
    ]);
    await node.connected('n3');
    const before = bytesHeld();
    for (let round = 0; round < 50; round++) {
      node.say('n2', round * 1000, 1000, 'x'.repeat(2 * KIB));
      node.say('n3', round, 1);
      await other.heard('n1', round);
      assert.ok(node.state('n2').queuedBytes <= limits.queueBytes);
    }
    assert.ok(bytesHeld() - before < 64 * KIB * KIB, `${bytesHeld() - before} bytes more`);
    assert.ok(
      node.dropped('n2', 'queue_full') > 40_000,
      'of 100 MB little fits into the buffers of the system',
    );
    assert.equal(node.accounted('n2'), 50_000);
    assert.equal(node.dropped('n3', 'queue_full'), 0);
    let tail = '';
    accepted[0]
      ?.on('data', (chunk: Buffer) => (tail = `${tail}${chunk.toString()}`.slice(-10 * KIB)))
      .resume();
    await waitFor('the latest message', () => tail.includes('"n":49999,'));
  });

  it('counts what was under way when a connection broke, apart from what waited', async () => {
    const limits = { queueBytes: 64 * KIB * KIB, windowBytes: 16 * KIB * KIB, silenceMs: 60_000 };
    const { node, accepted } = await impostor((socket) => answerHello(socket, 'n2', () => socket.pause()), {
      limits,
    });
    await node.connected('n2');
    node.say('n2', 0, 10_000, 'x'.repeat(2 * KIB));
    await waitFor('the system to take what it takes', () => node.state('n2').sent > 0);
    accepted[0]?.destroy();
    await waitFor('it to be noticed', () => node.dropped('n2', 'connection_lost') > 0);
    assert.equal(node.accounted('n2'), 10_000);
    assert.ok(node.state('n2').queued > 0 || node.state('n2').connected);
  });

  it('lets a peer take the place of its own older connection, which it may have lost', async () => {
    const node = await victim();
    const [older, newer] = [await raw(node), await raw(node)];
    await older.greet(HELLO);
    older.socket.write(`${line('n1', 'n2', 1)}\n`);
    await node.heard('n1', 1);
    await newer.greet(HELLO);
    await older.closed;
    newer.socket.write(`${line('n1', 'n2', 2)}\n`);
    assert.deepEqual(await node.heard('n1', 2), [1, 2]);
    assert.equal(node.transport.refusals().replaced, 0);
    const twin = await raw(node);
    await twin.greet({ ...HELLO, instance: 'twin' });
    await newer.closed;
    assert.equal(refusalIn(newer.text.split('\n').at(-2))?.reason, 'replaced');
    assert.equal(node.transport.refusals().replaced, 1);
  });
}

/** The other end of a connection, as the test speaks it. */
class RawPeer {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  text = '';

  constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
  }

  async greet(hello: Hello): Promise<void> {
    this.socket.write(helloLine(hello));
    await waitFor('a hello', () => this.text.startsWith('!hello '));
  }
}

function answerHello(socket: Socket, node: string, then?: () => void): void {
  socket.once('data', () => {
    socket.write(helloLine({ ...HELLO, node, to: 'n1' }));
    if (then === undefined) {
      socket.resume();
      return;
    }
    then();
    const timer = setInterval(() => socket.write(`${HEARTBEAT}\n`), 100);
    socket.once('close', () => clearInterval(timer));
  });
}

/** Without garbage. */
function bytesHeld(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
