/** The scrape endpoint over real sockets, and every address that it can be refused. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import {
  MAX_CONNECTIONS,
  MAX_PIPELINED,
  MAX_SCRAPES_PER_SEC,
  MAX_SENDING,
  PATIENCE_MS,
  reachable,
  startScrapeServer,
  type ScrapeServer,
} from '../../../src/observe/metrics/scrape-server.ts';
import { RENDERING_BURST, RENDERINGS_PER_SEC } from '../../../src/observe/metrics/shared-rendering.ts';
import { waitFor } from '../../support/wait-for.ts';

const TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

describe('the scrape endpoint', () => {
  let ready = false;
  let fails = false;
  let server: ScrapeServer & { ok: true };
  let renderings = 0;
  const metrics = {
    contentType: TYPE,
    text: () => (++renderings, fails ? Promise.reject(new Error('broken')) : Promise.resolve('x 1\n# EOF\n')),
  };
  const options = { host: '127.0.0.1', port: 0, metrics, isReady: () => ready };
  const at = (path: string, init?: RequestInit) => fetch(new URL(path, server.url), init);

  beforeEach(async () => {
    ready = fails = false;
    renderings = 0;
    const started = await startScrapeServer(options);
    assert.ok(started.ok);
    assert.equal(started.warning, undefined);
    server = started;
  });

  afterEach(() => server.close());

  it('serves the older text format to who does not accept OpenMetrics', async () => {
    for (const accept of [
      'text/plain;version=0.0.4',
      'text/plain',
      'text/*;q=0.9,application/openmetrics-text;q=0.1',
    ]) {
      const response = await at('/metrics', { headers: { accept } });
      assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8', accept);
      assert.equal(await response.text(), 'x 1\n');
    }
    const prometheus =
      'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1';
    for (const accept of [prometheus, '*/*', 'application/json']) {
      assert.equal((await at('/metrics', { headers: { accept } })).headers.get('content-type'), TYPE, accept);
    }
  });

  it('serves the metrics with their content type', async () => {
    assert.equal(server.url, `http://127.0.0.1:${server.port}/metrics`);
    for (const path of ['/metrics', '/metrics?name=x']) {
      const response = await at(path);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), TYPE);
      assert.equal(await response.text(), 'x 1\n# EOF\n');
    }
  });

  it('says whether the node is initialised', async () => {
    assert.equal((await at('/healthz')).status, 503);
    ready = true;
    assert.equal((await at('/healthz')).status, 200);
  });

  it('has an index, answers HEAD, and refuses the rest', async () => {
    const index = await at('/');
    assert.deepEqual([index.status, index.headers.get('content-type')], [200, 'text/plain; charset=utf-8']);
    assert.match(await index.text(), /\/metrics/);
    const head = await at('/metrics', { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [200, '']);
    assert.equal(head.headers.get('vary'), 'accept');
    const nothing = await at('/nothing');
    assert.deepEqual(
      [nothing.status, await nothing.text()],
      [404, 'not found: there are /metrics and /healthz\n'],
    );
    const post = await at('/metrics', { method: 'POST' });
    assert.deepEqual([post.status, post.headers.get('allow')], [405, 'GET, HEAD']);
    assert.equal(await post.text(), 'POST is not served here: use GET\n');
  });

  it('answers 500 when the metrics cannot be read, and lives', async () => {
    fails = true;
    const response = await at('/metrics');
    assert.equal(response.status, 500);
    assert.match(await response.text(), /broken/);
    fails = false;
    assert.equal((await at('/metrics')).status, 200);
  });

  it('takes a free port, with a warning, when its own is taken', async () => {
    const second = await startScrapeServer({ ...options, port: server.port });
    assert.ok(second.ok);
    assert.notEqual(second.port, server.port);
    assert.match(second.warning ?? '', new RegExp(`port ${server.port} is taken`));
    assert.equal((await fetch(second.url)).status, 200);
    await second.close();
  });

  it('reports an address that cannot be bound, with what to do', async () => {
    for (const address of [{ host: 'no such host' }, { host: '203.0.113.1' }, { port: 70_000 }]) {
      const failed = await startScrapeServer({ ...options, ...address });
      assert.ok(!failed.ok, JSON.stringify(address));
      assert.match(failed.error, /no scrape endpoint on .*--metrics-host and --metrics-port/);
    }
  });

  it('gives an address to connect to when it listens on all', async () => {
    const all = await startScrapeServer({ ...options, host: '0.0.0.0' });
    assert.ok(all.ok);
    assert.equal(all.url, `http://127.0.0.1:${all.port}/metrics`);
    await all.close();
    const hosts = ['', '0.0.0.0', '::', '::1', 'fe80::2', '10.0.0.1', 'n1.example'];
    assert.deepEqual(hosts.map(reachable), [
      ...['127.0.0.1', '127.0.0.1', '[::1]', '[::1]', '[fe80::2]', '10.0.0.1', 'n1.example'],
    ]);
  });

  it('closes at once, connections that are open included', async () => {
    const idle = request(server.url, { agent: false, headers: { connection: 'keep-alive' } });
    idle.flushHeaders();
    const [response] = (await once(idle, 'response')) as [NodeJS.ReadableStream];
    response.resume();
    await once(response, 'end');
    await server.close();
    const reused = createServer().listen(server.port, '127.0.0.1');
    await once(reused, 'listening');
    assert.equal((reused.address() as AddressInfo).port, server.port);
    reused.close();
  });

  const open = (): Socket => connect(server.port, '127.0.0.1').on('error', () => undefined);
  const asking = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n';

  it('makes a new rendering for each who asks seldom', async () => {
    for (let i = 1; i <= RENDERING_BURST; i++) {
      await at('/metrics');
      assert.equal(renderings, i);
    }
  });

  it('shares renderings among many, and refuses what is too much, when it has made them wait', async () => {
    // So many that a busy machine, too, which needs longer than a second for them, has to refuse some.
    const sockets = Array.from({ length: 100 }, open);
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const asked = sockets.length * MAX_PIPELINED;
    const answers: string[] = [];
    const count = (line: RegExp): number => answers.join('').match(line)?.length ?? 0;
    const startMs = performance.now();
    for (const [i, socket] of sockets.entries()) {
      socket.on('data', (chunk: Buffer) => (answers[i] = `${answers[i] ?? ''}${chunk.toString()}`));
      socket.write(asking.repeat(MAX_PIPELINED));
    }
    await waitFor('all answers', () => count(/^HTTP\/1\.1 /gm) === asked);
    const seconds = (performance.now() - startMs) / 1000;
    const refused = count(/^HTTP\/1\.1 503 /gm);
    assert.ok(refused > 0 && refused <= asked - MAX_SCRAPES_PER_SEC, `${refused} of ${asked} were refused`);
    assert.equal(count(/^retry-after: 1\r$/gm), refused);
    assert.equal(count(/^too many scrapes at once: see Retry-After$/gm), refused);
    assert.ok(seconds >= 1, 'who asks again at once waits');
    for (const socket of sockets) socket.destroy();
    assert.ok(renderings <= RENDERING_BURST + RENDERINGS_PER_SEC * seconds + 1, `${renderings} renderings`);
    assert.equal((await at('/metrics')).status, 200, 'in the next second there is room again');
  });

  it('has so many answers on their way at once, and refuses further ones', async () => {
    const waiting: (() => void)[] = [];
    const text = (): Promise<string> => new Promise((done) => waiting.push(() => done('x 1\n# EOF\n')));
    const slow = await startScrapeServer({ ...options, metrics: { text } });
    assert.ok(slow.ok);
    const sockets = Array.from({ length: MAX_SENDING / MAX_PIPELINED + 1 }, () =>
      connect(slow.port, '127.0.0.1'),
    );
    const statuses: string[] = [];
    for (const socket of sockets) {
      await once(socket, 'connect');
      socket.on('data', (chunk: Buffer) =>
        statuses.push(...(chunk.toString().match(/^HTTP\/1\.1 \d+/gm) ?? [])),
      );
      socket.write(asking.repeat(MAX_PIPELINED));
    }
    await waitFor('refusals', () => statuses.length === MAX_PIPELINED);
    for (const done of waiting) done();
    await waitFor('the others', () => statuses.length === MAX_SENDING + MAX_PIPELINED);
    assert.equal(statuses.filter((status) => status.endsWith('503')).length, MAX_PIPELINED);
    assert.equal(waiting.length, 1, 'one rendering for all');
    for (const socket of sockets) socket.destroy();
    await slow.close();
  });

  it('is closed to further connections beyond its limit, and open again when one goes', async () => {
    const sockets = Array.from({ length: MAX_CONNECTIONS }, open);
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    await assert.rejects(at('/healthz'));
    sockets[0]?.destroy();
    await waitFor('an answer', () =>
      at('/healthz').then(
        ({ status }) => status,
        () => undefined,
      ),
    );
    for (const socket of sockets) socket.destroy();
  });

  it('ends a connection that asks on and on without waiting for answers', async () => {
    const startMs = performance.now();
    const socket = open();
    socket.resume();
    socket.write(asking.repeat(MAX_PIPELINED + 1));
    await once(socket, 'close');
    assert.ok(performance.now() - startMs < PATIENCE_MS, 'at once, not when nothing has moved for long');
    assert.equal((await at('/metrics')).status, 200);
  });

  it('ends connections whose request never ends, and those on which nothing comes', async () => {
    const hasty = await startScrapeServer({ ...options, patienceMs: 200 });
    assert.ok(hasty.ok);
    const sockets = ['', 'GET /metrics HT', 'GET /metrics HTTP/1.1\r\nA: b\r\n'].map((text) => {
      const socket = connect(hasty.port, '127.0.0.1');
      socket.resume();
      if (text !== '') socket.write(text);
      return once(socket, 'close');
    });
    await Promise.all(sockets);
    await hasty.close();
  });
});
