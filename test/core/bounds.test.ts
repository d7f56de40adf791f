/** What falls off a bound of the core is counted, and nothing is lost by it. */

import assert from 'node:assert/strict';
import { DEFAULT_BOUNDS } from '../../src/core/bounds.ts';
import { OutgoingAcks } from '../../src/core/repair/outgoing-acks.ts';
import type { NodeId, Origin } from '../../src/protocol/names.ts';
import type { AckRun, WireAck, WireDots } from '../../src/protocol/gossip.ts';
import { TestCluster } from '../support/test-cluster.ts';

const droppedAt = (cluster: TestCluster, node: string, what: string): number =>
  cluster
    .eventsOf('dropped')
    .filter((event) => event.node === node && event.what === what)
    .reduce((sum, { count }) => sum + count, 0);

const N1 = 'n1' as NodeId;
const N3 = 'n3' as NodeId;
const originOf = (node: string): Origin => `${node}#0` as Origin;
const silent = (): number[] => [];

/** "`by` has held so many writes of this origin", no two of them neighbours: each is a run of its own. */
function ackOfEverySecondWrite(origin: Origin, by: NodeId, count: number): WireAck {
  const runs = Array.from({ length: count }, (_, i): AckRun => {
    const seq = 2 * i + 1;
    return [seq, seq, i];
  });
  return [origin, by, runs];
}

/** A peer's `ihave` of its writes 1 … count. */
function announcementOf(peer: string, count: number, now: number): Record<string, unknown> {
  const dots: WireDots = [originOf(peer), 1, count];
  return { type: 'ihave', origin: originOf(peer), at: now, seq: count, stable: 0, dots: [dots] };
}

describe('a bound of the core counts what falls off it:', () => {
  it('acknowledgements that are passed on no more', () => {
    const outgoing = new OutgoingAcks(
      N1,
      (node) => node,
      10,
      () => true,
    );
    outgoing.passOn(ackOfEverySecondWrite(originOf('n2'), N3, 15), 100);
    assert.equal(outgoing.takeDropped(), 5);
    assert.equal(outgoing.takeDropped(), 0, 'each is counted once');
  });

  it('rumors that cool down too soon', () => {
    const cluster = new TestCluster(2, 1, silent, { strategy: 'rumor-mongering' });
    for (let i = 0; i < DEFAULT_BOUNDS.hotRumors + 3; i++)
      cluster.request('n0', { type: 'write', key: i, value: i });
    assert.equal(droppedAt(cluster, 'n0', 'hot_rumors'), 3);
  });

  it('announcements that are not waited for', () => {
    const cluster = new TestCluster(2, 1, silent, { strategy: 'plumtree' });
    cluster.request('n0', announcementOf('n1', DEFAULT_BOUNDS.announcements + 1, cluster.now), 'n1');
    assert.equal(droppedAt(cluster, 'n0', 'announcements'), 1);
  });
});
