/** The limits of the API: at each one something is refused, with a status and a reason, and counted; the rest is served. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { killServices, ServeProcess } from '../../support/serve-process.ts';
import { waitFor } from '../../support/wait-for.ts';
import { Authority } from '../../transport/certificates.ts';

describe('the limits of the API', function () {
  this.timeout(20_000);
  afterEach(killServices);

  const start = (...args: string[]): Promise<ServeProcess> => ServeProcess.start({ args });
  const refused = (service: ServeProcess, limit: string): Promise<number> =>
    service.metric('gossip_api_refused_total', `limit="${limit}"`);
  const connected = async (service: ServeProcess, bytes = ''): Promise<Socket> => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(bytes);
    return socket;
  };

  it('answers 507 for new keys beyond --max-keys, and still changes the keys that there are', async () => {
    const service = await start('--max-keys', '2');
    assert.equal((await service.put('a', '1')).status, 201);
    assert.equal((await service.put('b', '1')).status, 201);
    const { status, problem } = await service.put('c', '1');
    assert.equal(status, 507);
    assert.match(problem?.detail ?? '', /holds 2 keys.*--max-keys.*delete/);
    assert.equal((await service.put('a', '2')).status, 204);
    assert.equal((await service.get('c')).status, 404);
    assert.equal((await service.delete('b')).status, 204);
    assert.equal((await service.put('c', '1')).status, 201);
    assert.equal(await refused(service, 'keys'), 1);
  });

  it('holds no key beyond --max-keys of requests that come together, either, and answers them in their order', async () => {
    const service = await start('--max-keys', '5');
    const put = (key: number): string =>
      `PUT /v1/kv/${key} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1\r\n\r\n1`;
    const socket = await connected(service, Array.from({ length: 40 }, (_, key) => put(key)).join(''));
    let answers = '';
    socket.on('data', (chunk: Buffer) => (answers += chunk.toString()));
    const statuses = (): string[] =>
      Array.from(answers.matchAll(/HTTP\/1\.1 (\d+)/g), ([, status = '']) => status);
    await waitFor('all answers', () => statuses().length === 40);
    assert.deepEqual(
      statuses(),
      Array.from({ length: 40 }, (_, key) => (key < 5 ? '201' : '507')),
    );
    socket.destroy();
  });

  it('answers the requests of one connection one after the other, and closes one that sends too many without reading', async () => {
    const service = await start();
    const value = JSON.stringify('v'.repeat(500_000));
    for (const key of ['a', 'b']) assert.equal((await service.put(key, value)).status, 201);
    const list = 'GET /v1/kv?values=true HTTP/1.1\r\nhost: a\r\n\r\n';
    const deaf = (await connected(service)).pause();
    deaf.write(list.repeat(50));
    await waitFor('them all', async () => (await service.metric('gossip_api_requests_in_flight')) > 40);
    // What nobody reads is not made, beyond what the system takes.
    assert.ok((await service.metric('gossip_operations_total', 'op="list"')) < 20);
    deaf.destroy();

    const greedy = await connected(service, list.repeat(500));
    await text(greedy).catch(() => '');
    assert.equal(await refused(service, 'pipelined'), 1);
    assert.equal((await service.get('a')).text, value);
  });

  it('answers 507 for writes beyond --max-memory, and still reads', async () => {
    const service = await start('--max-memory', '1');
    const { status, problem } = await service.put('a', '1');
    assert.equal(status, 507);
    assert.match(problem?.detail ?? '', /1 MiB of memory.*--max-memory/);
    assert.equal((await service.get('a')).status, 404);
    assert.equal(await refused(service, 'memory'), 1);
  });

  it('answers 429 beyond --max-rate, with when to come again, and keeps health apart', async () => {
    const service = await start('--max-rate', '5');
    const all = await Promise.all(Array.from({ length: 20 }, () => service.get('x')));
    const late = all.filter(({ status }) => status === 429);
    assert.ok(late.length >= 10 && late.length <= 15, `${late.length} of 20`);
    assert.equal(late[0]?.headers.get('retry-after'), '1');
    assert.match(late[0].problem?.detail ?? '', /more than 5 requests a second/);
    const health = await Promise.all(Array.from({ length: 20 }, () => service.ask('GET', '/healthz')));
    assert.ok(health.every(({ status }) => status === 200));
    await waitFor('another second', async () => (await service.get('x')).status === 404);
    assert.ok((await waitFor('a scrape', async () => (await refused(service, 'rate')) || undefined)) >= 10);
  });

  it('closes connections beyond --max-connections', async () => {
    const service = await start('--max-connections', '2');
    const held = [await connected(service), await connected(service)];
    const third = await connected(service);
    assert.equal(await text(third).catch(() => ''), '');
    held.forEach((socket) => socket.destroy());
    await waitFor('a free place', async () => (await refused(service, 'connections').catch(() => 0)) >= 1);
  });

  it('answers 408 to a request that does not come, and cuts off a body that does not come', async () => {
    const service = await start('--request-timeout', '300ms');
    const head = await connected(service, 'GET /v1/kv/x HTTP/1.1\r\nhost: a\r\n');
    assert.match(await text(head), /^HTTP\/1\.1 408 [^]*did not come within 300 ms/);
    const body = await connected(
      service,
      'PUT /v1/kv/x HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n[1',
    );
    await text(body).catch(() => '');
    assert.equal((await service.get('x')).status, 404);
    assert.ok((await refused(service, 'time')) >= 1);
  });

  it('waits as long for a TLS handshake, so that who makes none keeps nobody out', async () => {
    const authority = new Authority();
    try {
      const { cert, key } = await authority.files('api');
      const tls = ['--api-cert', cert, '--api-key', key, '--request-timeout', '300ms'];
      const service = await start(...tls, '--max-connections', '2');
      const silent = [await connected(service), await connected(service, '\x16')];
      await Promise.all(silent.map((socket) => text(socket).catch(() => '')));
    } finally {
      authority.remove();
    }
  });

  it('shows connections and requests under way, and forgets those that broke off', async () => {
    const service = await start();
    const socket = await connected(
      service,
      'PUT /v1/kv/x HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n[1',
    );
    await waitFor('two requests', async () => (await service.metric('gossip_api_requests_in_flight')) === 2);
    socket.destroy();
    await waitFor(
      'the scrape alone',
      async () => (await service.metric('gossip_api_requests_in_flight')) === 1,
    );
  });
});
