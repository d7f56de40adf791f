/** Where the bench looks for a node's metrics: wherever the node says, as long as that is a scrape page on this machine. */

import assert from 'node:assert/strict';
import { MetricsAddress } from '../../../src/bench/cluster/metrics-address.ts';

function addressIn(url: unknown): string | undefined {
  const address = new MetricsAddress();
  address.push(Buffer.from(`starting\n${JSON.stringify({ msg: 'metrics endpoint', url })}\n`));
  return address.url;
}

describe("a node's metrics address", () => {
  for (const url of [
    'http://127.0.0.1:9464/metrics',
    'http://[::1]:9464/metrics',
    'http://localhost:1/metrics',
  ])
    it(`may be ${url}`, () => assert.equal(addressIn(url), url));

  for (const url of [
    'http://169.254.169.254/metrics',
    'http://127.0.0.1:9464/admin/shutdown',
    'http://127.0.0.1:9464/metrics?drop=all',
    'http://user:secret@127.0.0.1/metrics',
    'http://127.evil.example/metrics',
    'https://127.0.0.1/metrics',
    'file:///metrics',
    'metrics',
    7,
  ])
    it(`may not be ${url}`, () => assert.equal(addressIn(url), undefined));
});
