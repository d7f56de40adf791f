/** The live view's count of stale reads, from real endpoints. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StaleCount } from '../../../src/bench/live/stale-count.ts';
import { waitFor } from '../../support/wait-for.ts';

async function serve(page: () => string): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((_, response) => response.end(page())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics` };
}

describe('the count of stale reads', () => {
  it('adds up what the nodes said last, and is not known before', async () => {
    let stale = 3;
    const page = (count: number): string =>
      `# TYPE gossip_stale_reads counter\ngossip_stale_reads_total ${count}\n# EOF\n`;
    const first = await serve(() => page(stale));
    const second = await serve(() => page(4));
    const count = new StaleCount([first.url, second.url, 'http://127.0.0.1:1/metrics']);
    try {
      assert.equal(count.total, null);
      await waitFor('both', () => count.total === 7);
      stale = 5;
      await waitFor('the next round', () => count.total === 9);
    } finally {
      count.stop();
      for (const { server } of [first, second]) server.close().closeAllConnections();
    }
  });
});
