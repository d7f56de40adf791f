/** What direct mail promises on a topology that a client gives: entries go on to every neighbour that has not sent them. */

import assert from 'node:assert/strict';
import { TestCluster } from '../../support/test-cluster.ts';
import { messages, steady } from './sent-messages.ts';

const WITHOUT_REPAIR = { antiEntropyIntervalMs: 600_000, antiEntropyIdleMs: 600_000, repairAfterMs: 600_000 };

/** A hub that has everybody beside it, and leaves that have nobody else. */
function star(leaves: number, strategy: string): TestCluster {
  const cluster = new TestCluster(
    leaves + 1,
    1,
    steady,
    { ...WITHOUT_REPAIR, strategy, topology: 'given' },
    'broadcast',
  );
  const [hub = '', ...others] = cluster.names;
  const ofLeaves = others.map((leaf): [string, string[]] => [leaf, [hub]]);
  const topology = Object.fromEntries<string[]>([[hub, others], ...ofLeaves]);
  for (const node of cluster.names) cluster.request(node, { type: 'topology', topology });
  return cluster;
}

describe('direct mail on a given topology', () => {
  for (const [strategy, leaves] of [
    ['direct-mail', 2],
    ['direct-mail', 9],
    ['plumtree', 2],
    ['plumtree', 9],
  ] as const) {
    it(`passes on what a leaf wrote, in a star of ${leaves} leaves, also with ${strategy} alone`, () => {
      const cluster = star(leaves, strategy);
      cluster.request('n1', { type: 'broadcast', message: 7 });
      cluster.runFor(3000);
      for (const node of cluster.names) {
        const id = cluster.request(node, { type: 'read' });
        const reply = JSON.stringify(cluster.replyTo(id));
        assert.match(reply, /"\[7\]"/, `${node} has it without anti-entropy`);
      }
    });
  }

  it('sends nothing back the way it came', () => {
    const cluster = star(2, 'direct-mail');
    cluster.request('n1', { type: 'broadcast', message: 7 });
    cluster.runFor(3000);
    const mail = messages(cluster).filter(({ body }) => body.type === 'mail');
    assert.deepEqual(
      mail.map(({ src, dest }) => `${src} ${dest}`),
      ['n1 n0', 'n0 n2'],
    );
  });
});
