/** Servers that are no such store, say nothing or never end: each is named in one line, and in time. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HttpClient } from '../../src/targets/clients/http-client.ts';
import { StoreError } from '../../src/targets/store.ts';
import { STORES } from '../../src/targets/stores.ts';
import { CommandProcess, killBenches } from '../support/bench-process.ts';
import { ASYNCHRONOUS } from './contract.ts';

const SECRET = 'a-secret-word';
/** Of those that are asked over HTTP. */
const WEB = STORES.filter(({ name }) => name === 'etcd' || name === 'gossipscope serve');

describe('a server that is no such store', function () {
  this.timeout(60_000);
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  after(() => {
    killBenches();
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });
  const listening = async (server: Server): Promise<number> => {
    servers.push(server);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.once('close', () => sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const silent = (): Promise<number> => listening(createServer((socket) => socket.resume()));
  const web = (answer: (response: ServerResponse) => void): Promise<number> =>
    listening(
      createHttpServer((request, response) => {
        request.resume();
        answer(response);
      }),
    );
  const reasonAt = async (store: (typeof STORES)[number], port: number): Promise<StoreError> => {
    const address = new URL(`${store.schemes[0] ?? ''}://u:${SECRET}@127.0.0.1:${port}/d`);
    try {
      const endpoint = await store.connect(address, ASYNCHRONOUS, 'p');
      await endpoint.close();
    } catch (error) {
      assert.ok(error instanceof StoreError, `${store.name}: ${(error as Error).stack}`);
      assert.ok(!error.message.includes(SECRET) && !error.message.includes('\n'), error.message);
      return error;
    }
    return assert.fail(store.name);
  };

  it('that says nothing, closes or talks of something else is refused for every store', async () => {
    const ports = await Promise.all([
      silent(),
      listening(createServer((socket) => socket.destroy())),
      listening(
        createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')),
      ),
    ]);
    const started = performance.now();
    await Promise.all(STORES.flatMap((store) => ports.map((port) => reasonAt(store, port))));
    assert.ok(performance.now() - started < 30_000);
  });

  it('that answers with JSON of something else is no etcd and none of our services', async () => {
    const bodies = ['null', '[]', '{}', '"x"', '{"version":{},"info":{"version":"1"}}', '<p>hello</p>'];
    const ports = await Promise.all(bodies.map((body) => web((response) => response.end(body))));
    for (const store of WEB)
      for (const port of ports) assert.match((await reasonAt(store, port)).kind, /^not_/, store.name);
  });

  it('that never ends its answer is given up, and not kept in memory', async () => {
    const port = await web((response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('['.repeat(2 ** 20)));
      };
      response.on('drain', more);
      more();
    });
    for (const store of WEB) assert.equal((await reasonAt(store, port)).kind, 'too_long');
  });

  it('that goes silent is given up in time, whatever is collected meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const collecting = setInterval(collect, 200);
    const client = new HttpClient(`http://127.0.0.1:${await silent()}`);
    await assert.rejects(client.ask('/'), { name: 'StoreError', kind: 'timeout' });
    clearInterval(collecting);
    const asked = client.ask('/');
    client.close();
    await assert.rejects(asked, { name: 'StoreError', kind: 'unreachable' });
  });

  it('ends the bench in time, whatever its client has left open', async () => {
    const address = `nats://127.0.0.1:${await silent()}`;
    const { code, stderr } = await new CommandProcess(['bench', '--target', address]).ended;
    assert.equal(code, 3, stderr);
    assert.match(stderr, /error: nats:.*timeout\. Is NATS KV running there\?/);
  });
});
