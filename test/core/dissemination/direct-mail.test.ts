/** What direct mail promises on a topology that a client gives: entries go on to every neighbour that has not sent them. */

import assert from 'node:assert/strict';
import { DirectMail } from '../../../src/core/dissemination/direct-mail.ts';
import type { NodeId } from '../../../src/protocol/names.ts';
import { TestCluster } from '../../support/test-cluster.ts';
import { messages, steady } from './sent-messages.ts';
import { arrive, HandHost, runUntil, writeOf } from './strategy-by-hand.ts';

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

describe('direct mail', () => {
  const node = (
    neighbours: readonly string[],
    isTopologyGiven: boolean,
  ): { host: HandHost; strategy: DirectMail } => {
    const host = new HandHost('n0', neighbours, { unsentEntries: 2 });
    host.isTopologyGiven = isTopologyGiven;
    return { host, strategy: new DirectMail(host.asHost, { flushIntervalMs: 10 }) };
  };

  it('goes to nobody who most likely does not get it', () => {
    const one = node(['n1', 'n2'], false);
    one.host.suspected.add('n1' as NodeId);
    one.strategy.accepted(writeOf('n0', 1), 100);
    assert.deepEqual(runUntil(one, 200), ['110 mail n2: n01']);
    one.host.suspected.clear();
    one.strategy.accepted(writeOf('n0', 2), 200);
    assert.deepEqual(
      runUntil(one, 300),
      ['210 mail n1: n02', '210 mail n2: n02'],
      'what it missed is left to repair',
    );
  });

  it('goes to everybody an interval after the first of what gathers, the newest where it is too much', () => {
    const one = node(['n1', 'n2'], false);
    one.strategy.accepted(writeOf('n0', 1), 100);
    one.strategy.accepted(writeOf('n0', 2), 109);
    assert.deepEqual(runUntil(one, 200), ['110 mail n1: n01 n02', '110 mail n2: n01 n02']);
    assert.equal(one.strategy.dueAtMs, Infinity);
    for (const seq of [3, 4, 5, 6]) one.strategy.accepted(writeOf('n0', seq), 300);
    assert.deepEqual(one.host.take(), ['dropped outbox_entries', 'dropped outbox_entries']);
    assert.deepEqual(runUntil(one, 400), ['310 mail n1: n05 n06', '310 mail n2: n05 n06']);
    one.strategy.accepted(writeOf('n0', 7), 500);
    assert.deepEqual(runUntil(one, 600), ['510 mail n1: n07', '510 mail n2: n07']);
  });

  it('is forwarded by nobody, unless a topology is given: then acknowledgements go back the way it came', () => {
    const [everybody, given] = [node(['n1', 'n2'], false), node(['n1', 'n2'], true)];
    for (const one of [everybody, given]) arrive(one, 'mail', 'n1', 0, { fresh: [writeOf('n7', 1)] });
    const n7 = 'n7' as NodeId;
    assert.deepEqual([runUntil(everybody, 100), everybody.strategy.ackVia(n7)], [[], 'n7']);
    assert.deepEqual([runUntil(given, 100), given.strategy.ackVia(n7)], [['10 mail n2: n71'], 'n1']);
    given.strategy.membersChanged();
    assert.equal(given.strategy.ackVia(n7), 'n7');
  });
});

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
