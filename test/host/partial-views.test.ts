/** Node processes with partial views: writes go along their links only, and yet the nodes know when all have them. */

import assert from 'node:assert/strict';
import { killAll } from '../support/node-process.ts';
import { RealCluster } from '../support/real-cluster.ts';
import { waitFor } from '../support/wait-for.ts';

const NODES = 6;
const ARGS = [
  '--topology',
  'hyparview',
  '--fanout',
  '1',
  '--keep-alive-interval',
  '50ms',
  '--flush-interval',
  '0',
];

describe('node processes with partial views', () => {
  afterEach(killAll);

  it('gossip with two others each, and find that all hold a write', async () => {
    const cluster = await RealCluster.start(NODES, { args: ['--metrics-port', '0', ...ARGS] });
    const sent = (kind: string): { readonly src: string; readonly dest: string }[] =>
      cluster.sent.flatMap(({ message }) => (message.body['type'] === kind ? [message] : []));
    const linked = (): Set<string> => new Set(sent('keepalive').map(({ src, dest }) => `${src} ${dest}`));
    await waitFor('neighbours of all', () => new Set(sent('keepalive').map(({ src }) => src)).size === NODES);
    await cluster.ask('n1', { type: 'bench_write', key: 'x', value: 1 });
    const stats = (): Promise<Record<string, unknown>> => cluster.ask('n1', { type: 'bench_stats' });
    await waitFor('convergence', async () => (await stats())['writes_pending'] === 0);
    for (const name of cluster.nodes.keys())
      assert.equal((await cluster.ask(name, { type: 'read', key: 'x' }))['value'], 1);
    const mails = sent('mail');
    assert.ok(mails.length > 0 && mails.filter(({ src }) => src === 'n1').length <= 2, 'fanout + 1');
    const links = linked();
    for (const { src, dest } of mails)
      assert.ok(
        links.has(`${src} ${dest}`) || links.has(`${dest} ${src}`),
        `${src} and ${dest} are neighbours`,
      );
    await cluster.end();
  });
});
