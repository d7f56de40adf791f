/** Watching keys: every change comes in order, a watcher that comes back goes on, and a slow one is sent away with a reason. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { killServices, ServeProcess } from '../../support/serve-process.ts';
import { waitFor } from '../../support/wait-for.ts';

interface Event {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Reads server-sent events, as a browser does. */
class Watch {
  readonly events: Event[] = [];
  readonly #stop = new AbortController();
  ended = false;

  constructor(url: string, headers: Record<string, string> = {}) {
    void this.#read(url, headers).catch(() => undefined);
  }

  stop(): void {
    this.#stop.abort();
  }

  /** The first events of these kinds, once there are so many. */
  count(many: number): Promise<Event[]> {
    return waitFor(`${many} events`, () => (this.events.length >= many ? this.events : undefined));
  }

  async #read(url: string, headers: Record<string, string>): Promise<void> {
    const { body } = await fetch(url, { headers, signal: this.#stop.signal });
    let text = '';
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) if (!block.startsWith(':')) this.events.push(eventOf(block));
    }
    this.ended = true;
  }
}

function eventOf(block: string): Event {
  const fields = Object.fromEntries(
    block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)),
  ) as Record<string, string>;
  return {
    id: fields['id'] ?? '',
    event: fields['event'] ?? '',
    data: JSON.parse(fields['data'] ?? '') as Event['data'],
  };
}

describe('a watch', function () {
  this.timeout(20_000);
  afterEach(killServices);

  it('tells every change under its prefix, in order, with versions and exact values', async () => {
    const service = await ServeProcess.start();
    const watch = new Watch(`${service.url}/v1/watch?prefix=a%2F`);
    await watch.count(1);
    const first = await service.put('a/1', '12345678901234567890');
    await service.put('b', '1');
    await service.put('a/2', '{"x": [1, 2]}');
    await service.delete('a/1');
    const [ready, one, two, gone] = await watch.count(4);
    assert.deepEqual([ready?.event, one?.event, two?.event, gone?.event], ['ready', 'put', 'put', 'delete']);
    assert.equal(`"${String(one?.data['version'])}"`, first.headers.get('etag'));
    assert.deepEqual(two?.data['value'], { x: [1, 2] });
    assert.deepEqual([gone?.data['key'], 'value' in (gone?.data ?? {})], ['a/1', false]);
    watch.stop();
    await waitFor('no watcher', async () => (await service.metric('gossip_api_watchers')) === 0);
    assert.equal(await service.metric('gossip_api_watch_events_total'), 3);
  });

  it('goes on where it was, and says reset where that is not known', async () => {
    const service = await ServeProcess.start();
    const url = `${service.url}/v1/watch`;
    const watch = new Watch(url);
    await watch.count(1);
    await service.put('x', '1');
    const [, last] = await watch.count(2);
    watch.stop();
    await service.put('x', '2');
    await service.put('x', '3');
    const again = new Watch(url, { 'last-event-id': last?.id ?? '' });
    assert.deepEqual(
      (await again.count(2)).map(({ data }) => data['value']),
      [2, 3],
    );
    for (const id of ['nonsense', 'other-1', `${last?.id ?? ''}9999`]) {
      const [reset] = await new Watch(url, { 'last-event-id': id }).count(1);
      assert.equal(reset?.event, 'reset');
    }
  });

  it('ends with a reason when the service ends', async () => {
    const service = await ServeProcess.start();
    const watch = new Watch(`${service.url}/v1/watch`);
    await watch.count(1);
    assert.equal(await service.stop(), 0);
    const [, closed] = await watch.count(2);
    assert.deepEqual(closed?.data, { reason: 'the node is shutting down: watch another one' });
  });

  it('is refused beyond --max-watchers', async () => {
    const service = await ServeProcess.start({ args: ['--max-watchers', '1'] });
    const watch = new Watch(`${service.url}/v1/watch`);
    await watch.count(1);
    const { status, problem } = await service.ask('GET', '/v1/watch');
    assert.deepEqual(
      [status, problem?.detail],
      [503, 'there are as many watchers as there may be: watch another node'],
    );
    watch.stop();
  });

  it('of somebody who does not read is ended, and costs the others nothing', async () => {
    const service = await ServeProcess.start({
      args: ['--max-watch-bytes', '20000', '--request-timeout', '1s'],
    });
    const { hostname, port } = new URL(service.url);
    const slow = connect(Number(port), hostname).pause();
    await once(slow, 'connect');
    slow.on('error', () => undefined).write('GET /v1/watch HTTP/1.1\r\nhost: a\r\n\r\n');
    const good = new Watch(`${service.url}/v1/watch`);
    await good.count(1);
    await waitFor('both', async () => (await service.metric('gossip_api_watchers')) === 2);
    const value = JSON.stringify('x'.repeat(500_000));
    let written = 0;
    await waitFor('the end of the slow one', async () => {
      await service.put('x', value);
      written++;
      await good.count(1 + written);
      return (await service.metric('gossip_api_refused_total', 'limit="slow_watcher"')) >= 1;
    });
    assert.equal(await service.metric('gossip_api_watchers'), 1);
    assert.equal(good.ended, false);
    slow.destroy();
    good.stop();
  });
});
