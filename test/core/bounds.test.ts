/** What falls off a bound of the core is counted, and nothing is lost by it. */

import assert from 'node:assert/strict';
import { OwedAcks, OWED_RUNS_LIMIT } from '../../src/core/repair/outgoing-acks.ts';
import { MISSING_LIMIT } from '../../src/core/dissemination/plumtree.ts';
import { HOT_LIMIT } from '../../src/core/dissemination/rumor-mongering.ts';
import type { NodeId, Origin } from '../../src/protocol/names.ts';
import type { AckRun } from '../../src/protocol/gossip.ts';
import { TestCluster } from '../support/test-cluster.ts';

const droppedAt = (cluster: TestCluster, node: string, what: string): number =>
  cluster
    .eventsOf('dropped')
    .filter((event) => event.node === node && event.what === what)
    .reduce((sum, { count }) => sum + count, 0);

describe('bounds of the core', () => {
  it('count acknowledgements that are passed on no more', () => {
    const owed = new OwedAcks('n1' as NodeId, (node) => node);
    const runs = Array.from({ length: OWED_RUNS_LIMIT + 5 }, (_, i): AckRun => [2 * i + 1, 2 * i + 1, i]);
    owed.passOn(['n2#0' as Origin, 'n3' as NodeId, runs], 100);
    assert.deepEqual([owed.takeDropped(), owed.takeDropped()], [5, 0]);
  });

  it('count rumors that cool down too soon, and announcements that are not waited for', () => {
    const silent = (): number[] => [];
    const mongers = new TestCluster(2, 1, silent, { strategy: 'rumor-mongering' });
    for (let i = 0; i < HOT_LIMIT + 3; i++) mongers.request('n0', { type: 'write', key: i, value: i });
    assert.equal(droppedAt(mongers, 'n0', 'hot_rumors'), 3);

    const trees = new TestCluster(2, 1, silent, { strategy: 'plumtree' });
    const dots = [['n1#0', 1, MISSING_LIMIT + 1]];
    trees.request('n0', { type: 'ihave', origin: 'n1#0', at: trees.now, seq: 0, stable: 0, dots }, 'n1');
    assert.equal(droppedAt(trees, 'n0', 'announcements'), 1);
  });
});
