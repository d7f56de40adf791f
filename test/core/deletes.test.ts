/** Deletes spread and converge like any write; their tombstones go in the end, and no deleted value comes back. */

import assert from 'node:assert/strict';
import { DEFAULT_BOUNDS } from '../../src/core/bounds.ts';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import type { GossipBody } from '../../src/protocol/gossip.ts';
import { TestCluster } from '../support/test-cluster.ts';

/** After this a tombstone that everybody holds is gone: what a message may take, what clocks may differ by, twice, and some rounds. */
const SWEPT_MS = DEFAULT_BOUNDS.messageAgeMs + 2 * DEFAULT_GOSSIP.maxClockAheadMs + 15_000;

const write = { type: 'write', key: 'x', value: 1 };
const remove = { type: 'delete', key: 'x' };

/** Three nodes, of which some may be cut off. */
class DeletingCluster extends TestCluster {
  readonly cutOff = new Set<string>();

  constructor() {
    const isCut = (node: string): boolean => this.cutOff.has(node);
    super(3, 1, (src, dest) => (isCut(src) || isCut(dest) ? [] : [20]));
  }

  answer(node: string, body: Record<string, unknown>): Record<string, unknown> | undefined {
    return this.replyTo(this.request(node, body));
  }

  /** What a read of x returns at each node; undefined: no such key. */
  get values(): unknown[] {
    return this.names.map((name) => this.server(name).replica?.peek('x'));
  }

  /** Whether each node still holds anything of x. */
  get held(): boolean[] {
    return this.names.map((name) => this.server(name).replica?.versionOf('x') !== undefined);
  }

  /** The message with which n0 told n1 of its first write. */
  get firstMail(): GossipBody {
    const found = this.sent
      .map(({ src, dest, line }) => ({ src, dest, body: (JSON.parse(line) as { body: GossipBody }).body }))
      .find(({ src, dest, body }) => src === 'n0' && dest === 'n1' && body.type === 'mail');
    return found?.body ?? assert.fail('there was no mail');
  }
}

function written(): DeletingCluster {
  const cluster = new DeletingCluster();
  cluster.request('n0', write);
  cluster.runFor(1000);
  return cluster;
}

describe('a delete in a cluster', () => {
  it('converges like any write, and its tombstone goes at every node', () => {
    const cluster = written();
    assert.equal(cluster.answer('n2', remove)?.['type'], 'delete_ok');
    cluster.runFor(1000);
    assert.deepEqual(cluster.values, [undefined, undefined, undefined]);
    assert.deepEqual(cluster.held, [true, true, true]);
    assert.deepEqual(
      cluster.eventsOf('converged').map(({ node, convergenceMs }) => [node, convergenceMs]),
      [
        ['n0', 30],
        ['n2', 30],
      ],
    );
    cluster.runFor(SWEPT_MS);
    assert.deepEqual(cluster.held, [false, false, false]);
    for (const name of cluster.names) {
      const levels = cluster.eventsOf('tombstones').filter(({ node }) => node === name);
      assert.deepEqual(
        levels.map(({ count }) => count),
        [1, 0],
      );
    }
  });

  it('makes reads stale that still see the value', () => {
    const cluster = written();
    cluster.cutOff.add('n1');
    cluster.request('n0', remove);
    cluster.runFor(100);
    assert.equal(cluster.answer('n1', { type: 'read', key: 'x' })?.['type'], 'read_ok');
    cluster.cutOff.clear();
    cluster.runFor(10_000);
    assert.deepEqual(
      cluster.eventsOf('stale_read').map(({ node }) => node),
      ['n1'],
    );
    const [staleness] = cluster.eventsOf('staleness');
    assert.deepEqual([staleness?.ageMs, staleness?.versions], [100, 1]);
  });

  it('keeps its tombstone for as long as one node may not know', () => {
    const cluster = written();
    cluster.cutOff.add('n1');
    cluster.request('n0', remove);
    cluster.runFor(10 * SWEPT_MS);
    assert.deepEqual(cluster.held, [true, true, true]);
    assert.deepEqual(cluster.values, [undefined, '1', undefined]);
    cluster.cutOff.clear();
    cluster.runFor(2 * SWEPT_MS);
    assert.deepEqual(cluster.held, [false, false, false]);
  });

  it('keeps it, too, where a node lost its memory while all were being asked', () => {
    const cluster = written();
    cluster.request('n0', remove);
    cluster.runFor(SWEPT_MS - 15_000);
    cluster.start('n1', cluster.now * 1000);
    cluster.runFor(12_000);
    assert.deepEqual(cluster.held, [true, true, true]);
    cluster.runFor(SWEPT_MS);
    assert.deepEqual(cluster.held, [false, false, false]);
  });
});

describe('a deleted value', () => {
  const forgotten = (): DeletingCluster => {
    const cluster = written();
    cluster.request('n2', remove);
    cluster.runFor(SWEPT_MS + 1000);
    assert.deepEqual(cluster.held, [false, false, false]);
    return cluster;
  };

  it('does not come back with a copy of its message', () => {
    const cluster = forgotten();
    cluster.inject('n1', 'n0', { ...cluster.firstMail });
    // Nor where somebody repeats it now, who may know no better.
    cluster.inject('n1', 'n0', { ...cluster.firstMail, at: cluster.now });
    cluster.runFor(SWEPT_MS);
    assert.deepEqual(cluster.values, [undefined, undefined, undefined]);
    assert.equal(cluster.eventsOf('rewritten').length, 0);
  });

  it('does not come back with a message that was on its way for as long, to a node that lost its memory', () => {
    const cluster = forgotten();
    cluster.start('n1', cluster.now * 1000);
    cluster.inject('n1', 'n0', { ...cluster.firstMail });
    assert.deepEqual(cluster.eventsOf('received').filter(({ outcome }) => outcome === 'late').length, 1);
    cluster.runFor(SWEPT_MS);
    assert.deepEqual(cluster.values, [undefined, undefined, undefined]);
  });

  it('leaves its key free to be written anew', () => {
    const cluster = forgotten();
    cluster.request('n1', { ...write, value: 2 });
    cluster.runFor(1000);
    assert.deepEqual(cluster.values, ['2', '2', '2']);
  });

  it('is told from a new value whose version a wrong clock made too early: all accept that', () => {
    const cluster = new DeletingCluster();
    cluster.aheadMs.set('n0', 9000);
    cluster.request('n0', write);
    cluster.runFor(1000);
    cluster.request('n0', remove);
    cluster.runFor(SWEPT_MS + 1000);
    assert.deepEqual(cluster.held, [false, false, false]);
    // A new life of n1, by whose clock all this is still to come, and n2 holds nothing of it: they write it once more.
    const [tombstoneAt = 0] = cluster
      .eventsOf('accepted')
      .map(({ acceptedAtMs }) => acceptedAtMs)
      .slice(1);
    const at = tombstoneAt - 5000;
    const entry = ['n1#9', 1, at * 1000, at, 1, [['x', 7]]];
    cluster.inject('n2', 'n1', {
      type: 'mail',
      origin: 'n1#9',
      at: cluster.now,
      seq: 1,
      stable: 0,
      entries: [entry],
    });
    cluster.runFor(5000);
    assert.deepEqual(cluster.values, ['7', '7', '7']);
    assert.equal(cluster.eventsOf('rewritten').length, 1);
  });
});
