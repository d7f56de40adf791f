/** Tombstones that are dropped are dropped on disk, too; what a node knows of them outlives its processes and its lives. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { replay, type Recalled } from '../../src/core/journal/replay.ts';
import type { NodeId } from '../../src/protocol/names.ts';
import { KeptNode } from './kept-node.ts';

/** So many keys are written, deleted and dropped. */
function deleted(node: KeptNode, count: number): void {
  for (let i = 0; i < count; i++) {
    node.ask({ type: 'write', key: `k${node.now}`, value: i });
    node.ask({ type: 'delete', key: `k${node.now - 0.25}` });
    node.sync(true);
    // Nobody else has to be asked: two sweeps later they are gone.
    for (let sweeps = 0; sweeps < 2; sweeps++) {
      node.now += 1000;
      node.wake();
    }
    node.sync(true);
  }
}

function alone(): KeptNode {
  return new KeptNode(1, {}, 'sync', ['n1' as NodeId]);
}

function bytesOf({ disk }: KeptNode): number {
  return disk.list().reduce((sum, name) => sum + disk.size(name), 0);
}

function recalled(node: KeptNode): Recalled {
  const out = { events: [], changes: undefined, gossip: () => undefined };
  const found = replay(node.log.changes(), { ...node.config, incarnation: 0, rng: prng(1) }, out);
  assert.ok(found !== undefined);
  return found;
}

describe('a node that drops tombstones', () => {
  it('has a directory that does not grow with what was ever deleted', () => {
    const node = alone();
    deleted(node, 60);
    assert.ok(node.events.filter((type) => type === 'forgotten').length > 50, 'they were dropped');
    const before = bytesOf(node);
    deleted(node, 300);
    assert.ok(bytesOf(node) < before + 6000, `${bytesOf(node)} bytes, ${before} before`);
    node.die(false);
    node.start();
    const { store } = recalled(node).state;
    assert.deepEqual([store.size, store.tombstones.size], [0, 0]);
  });

  it('does not take up an older version of such a key in another process, nor in another life', () => {
    const node = alone();
    deleted(node, 3);
    node.ask({ type: 'write', key: 'stays', value: 1 });
    node.sync(true);
    const latest = recalled(node).state.store.tombstones.latestDropped;
    assert.ok(latest !== undefined);
    const knows = (): boolean =>
      recalled(node).state.store.mayBeForgotten('gone', latest) && node.read('stays') === 1;
    node.die(false);
    node.start();
    assert.ok(knows(), 'another process');
    const life = node.server.replica?.origin;
    node.now -= 3_600_000;
    node.start();
    node.sync(true);
    assert.notEqual(node.server.replica?.origin, life);
    assert.ok(knows(), 'another life');
    for (let i = 0; i < 100; i++) node.ask({ type: 'write', key: 'k', value: i });
    node.sync(true);
    assert.ok(node.disk.list().some((name) => name.startsWith('snapshot-')));
    assert.ok(knows(), 'a shortened log');
  });
});
