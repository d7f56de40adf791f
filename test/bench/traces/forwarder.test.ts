/** Passing exports on: to a collector that is there, that refuses, that is not there, that never answers. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Forwarder, QUEUE_LIMIT_BYTES } from '../../../src/bench/traces/forwarder.ts';
import { waitFor } from '../../support/wait-for.ts';

const BODY = Buffer.from('{"resourceSpans":[]}');

describe('the forwarder', () => {
  const closers: (() => void)[] = [];
  afterEach(() => closers.splice(0).forEach((close) => close()));

  async function collector(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  }

  it("hands everything over, with the user's headers", async () => {
    const seen: IncomingHttpHeaders[] = [];
    const url = await collector((request, response) => {
      seen.push(request.headers);
      request.resume().on('end', () => response.end('{}'));
    });
    const forwarder = new Forwarder({ url, headers: { 'x-team': 'a' } });
    for (let i = 0; i < 20; i++) forwarder.push({ body: BODY, contentType: 'application/json', spans: 3 });
    await forwarder.finish(10_000);
    assert.equal(forwarder.warning, undefined);
    assert.equal(seen.length, 20);
    assert.ok(seen.every((one) => one['x-team'] === 'a' && one['content-type'] === 'application/json'));
  });

  it('sends again what the collector has no room for yet', async () => {
    let asked = 0;
    const url = await collector((request, response) => {
      asked++;
      request.resume().on('end', () => response.writeHead(asked < 3 ? 503 : 200).end());
    });
    const forwarder = new Forwarder({ url, headers: {} });
    forwarder.push({ body: BODY, contentType: 'application/json', spans: 3 });
    await forwarder.finish(10_000);
    assert.deepEqual([asked, forwarder.warning], [3, undefined]);
  });

  it('counts what is refused, in the end', async () => {
    const url = await collector((_, response) => response.writeHead(429).end());
    const forwarder = new Forwarder({ url, headers: {} });
    forwarder.push({ body: BODY, contentType: 'application/json', spans: 3 });
    await forwarder.finish(10_000);
    assert.equal(forwarder.warning, `3 spans did not get to the collector at ${url}: it answered 429`);
  });

  it('counts what nobody takes', async () => {
    const url = await collector(() => undefined);
    closers.splice(0).forEach((close) => close());
    const forwarder = new Forwarder({ url: `${url}?key=secret`, headers: {} });
    forwarder.push({ body: BODY, contentType: 'application/json', spans: 3 });
    await forwarder.finish(10_000);
    assert.equal(forwarder.warning, `3 spans did not get to the collector at ${url}: ECONNREFUSED`);
  });

  it('gives each export its time, whatever is collected meanwhile', async () => {
    let asked = 0;
    const url = await collector(() => asked++);
    const forwarder = new Forwarder({ url, headers: {} });
    forwarder.push({ body: BODY, contentType: 'application/json', spans: 3 });
    await waitFor('the request', () => asked === 1);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    await waitFor('the end of its time', () => {
      collect();
      return forwarder.lost === 3;
    });
    assert.match(forwarder.warning ?? '', /it does not answer in time/);
  }).timeout(30_000);

  it('waits no longer than it may, and keeps no more than a bound', async () => {
    let asked = 0;
    const url = await collector(() => {
      asked++;
    });
    const forwarder = new Forwarder({ url, headers: {} });
    const body = Buffer.alloc(QUEUE_LIMIT_BYTES / 4, ' ');
    for (let i = 0; i < 20; i++) forwarder.push({ body, contentType: 'application/json', spans: 1 });
    await waitFor('the first exports', () => asked === 8);
    await forwarder.finish(1);
    assert.equal(forwarder.lost, 20);
  });
});
