/** A TCP link as it is: late, narrow, cut one way or both, and silent about it. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { prng } from '../../src/base/prng.ts';
import { makePartition } from '../../src/net/partition.ts';
import { Link } from '../../src/targets/link.ts';
import { freePorts } from '../support/free-ports.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a link', () => {
  let server: Server;
  let link: Link;
  const sockets: Socket[] = [];
  const atServer: Socket[] = [];

  const open = async (meanMs: number, bytesPerSec = Infinity): Promise<Link> => {
    const [port = 0] = await freePorts(1);
    const { port: hostPort } = server.address() as AddressInfo;
    const latency = { distribution: 'constant', meanMs, jitterMs: 0 } as const;
    const network = { latency, lossRatio: 0, duplicateRatio: 0 };
    link = await Link.open({ port, host: '127.0.0.1', hostPort }, { network, bytesPerSec, rng: prng(1) });
    return link;
  };
  const dial = async (port: number): Promise<Socket & { text?: string }> => {
    const socket: Socket & { text?: string } = connect(port, '127.0.0.1');
    socket.text = '';
    socket.on('data', (chunk: Buffer) => (socket.text = `${socket.text ?? ''}${chunk.toString()}`));
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  /** How long until it has come back. */
  const echoMs = async (socket: Socket & { text?: string }, text: string): Promise<number> => {
    const fromMs = performance.now();
    socket.write(text);
    await waitFor('the echo', () => socket.text?.endsWith(text));
    return performance.now() - fromMs;
  };

  beforeEach(async () => {
    server = createServer((socket) => {
      atServer.push(socket);
      socket.on('error', () => undefined);
      socket.pipe(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const socket of [...sockets.splice(0), ...atServer.splice(0)]) socket.destroy();
    await link.close();
    server.close();
  });

  it('passes on what comes, late by its latency each way', async () => {
    const { port } = await open(30);
    const socket = await dial(port);
    await echoMs(socket, 'warm');
    const tookMs = await echoMs(socket, 'hello');
    assert.ok(tookMs >= 60 && tookMs < 120, `${tookMs} ms`);
  });

  it('lets no more through than its bandwidth', async () => {
    const { port } = await open(0, 1_000_000);
    const tookMs = await echoMs(await dial(port), 'x'.repeat(100_000));
    assert.ok(tookMs >= 100, `${tookMs} ms`);
  });

  it('holds back what is sent during a cut, tells nobody, and delivers it in order afterwards', async () => {
    const { port } = await open(0);
    const socket = await dial(port);
    await echoMs(socket, 'a');
    link.network.partition = makePartition('halves', link.ends, prng(1));
    link.changed();
    socket.write('b');
    socket.end('c');
    const late = await dial(port);
    late.write('d');
    // Nothing happens, and so there is nothing to wait for.
    await pause(100);
    assert.deepEqual([socket.text, late.text], ['a', '']);
    assert.deepEqual(
      [atServer[0]?.readableEnded, socket.readableEnded, socket.destroyed],
      [false, false, false],
    );
    link.network.partition = undefined;
    link.changed();
    await waitFor('what was held', () => socket.text === 'abc' && late.text === 'd');
    await waitFor('the end', () => socket.readableEnded);
  });

  it('can be cut one way: what comes from the other side still arrives', async () => {
    const { port } = await open(0);
    const socket = await dial(port);
    await echoMs(socket, 'a');
    const [near, far] = link.ends;
    const cut = { shape: 'one-way', groupsText: '', blocks: (src: string) => src === near } as const;
    link.network.partition = cut;
    assert.ok(cut.blocks(near) && !cut.blocks(far));
    socket.write('lost in the cut');
    atServer[0]?.write('heard');
    await waitFor('the other way', () => socket.text === 'aheard');
    link.network.partition = undefined;
    link.changed();
    await waitFor('the rest', () => socket.text === 'aheardlost in the cut');
  });

  it('ends a connection where nobody listens behind it', async () => {
    const { port } = await open(0);
    server.close();
    const socket = await dial(port);
    await once(socket, 'close');
  });
});
