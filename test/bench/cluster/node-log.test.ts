/** What the bench makes of a node's log: whether the node is ours, and where it can be scraped, which has to be on this machine. */

import assert from 'node:assert/strict';
import { NodeLog } from '../../../src/bench/cluster/node-log.ts';

function addressIn(url: unknown): string | undefined {
  const log = new NodeLog();
  log.push(Buffer.from(`starting\n${JSON.stringify({ msg: 'metrics endpoint', url })}\n`));
  return log.metricsUrl;
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

describe("a node's log", () => {
  const startOf = (text: string): boolean => {
    const log = new NodeLog();
    for (const byte of Buffer.from(text)) log.push(Buffer.of(byte));
    return log.startedAsOurs;
  };

  it('says first that the node is ours', () => {
    assert.equal(startOf('{"level":"info","msg":"gossipscope node","version":"0.1.0"}\n'), true);
  });

  it('of a stranger says nothing of the kind', () =>
    assert.equal(startOf('starting a gossipscope node\n'), false));
});
