/** Deletes in the simulator: what nodes report of them is exact, their tombstones go, and the truth sees what they do wrongly. */

import assert from 'node:assert/strict';
import type { JsonText, Key } from '../../src/protocol/names.ts';
import { KeyTruth, type TrueWrite } from '../../src/simulate/truth/key-truth.ts';
import { runOf, type Changes } from './settings.ts';
import { trueWrite } from './truth/true-write.ts';

/** Tombstones go within seconds. */
const DELETING: Changes = {
  ...{
    nodes: 4,
    keys: 20,
    ratePerSec: 100,
    readRatio: 0.4,
    deleteRatio: 0.5,
    durationMs: 8000,
    quietMs: 10_000,
  },
  gossip: { maxClockAheadMs: 100, antiEntropyIntervalMs: 200 },
  bounds: { messageAgeMs: 300 },
};

function tombstonesIn({ simulation }: ReturnType<typeof runOf>): number {
  return simulation.cluster.nodes.reduce((sum, { server }) => {
    const held = [...simulation.truth.keys.keys()].filter(
      (key) => server.replica?.versionOf(key) !== undefined && server.replica.peek(key) === undefined,
    );
    return sum + held.length;
  }, 0);
}

describe('deletes in the simulator', () => {
  it('are exact, while tombstones are dropped and keys written again, cut or not', () => {
    for (const scenario of ['normal', 'partition', 'lossy']) {
      const run = runOf(DELETING, scenario);
      assert.deepEqual(run.problems, [], scenario);
      assert.ok(run.simulation.truth.held.tombstonesDropped > 20, scenario);
      assert.equal(tombstonesIn(run), 0, scenario);
      assert.ok((run.operations.writes.errors['key_does_not_exist'] ?? 0) > 0, scenario);
    }
  });

  it('are exact where nodes lose their memory', () => {
    for (const seed of [1, 2, 3]) {
      const run = runOf({ ...DELETING, seed, restarts: 4, faultMs: 300 });
      assert.deepEqual(run.problems, [], `seed ${seed}`);
      assert.ok(run.simulation.truth.held.tombstonesDropped > 0);
    }
  });

  it('are watched: a tombstone that goes while another replica holds the value', () => {
    const run = runOf(DELETING, 'normal', (simulation) => {
      const stepped = simulation.stepped.bind(simulation);
      const told = new Set<Key>();
      simulation.stepped = (node, input, step, now, asked) => {
        const key = asked?.request.body.type === 'delete' ? asked.request.key : undefined;
        const isDeleted = key !== undefined && step.events.some(({ type }) => type === 'accepted');
        const events =
          isDeleted && !told.has(key)
            ? [...step.events, { type: 'forgotten', keys: [key] } as const]
            : step.events;
        if (key !== undefined && isDeleted) told.add(key);
        stepped(node, input, { ...step, events }, now, asked);
      };
    });
    assert.match(run.problems.join('; '), /dropped the tombstone of key \d+, which is not held by all/);
  });
});

describe('the truth of a deleted key', () => {
  const write = (seq: number, step: number): TrueWrite => trueWrite(seq, { seq, step });

  it('is that what was before its delete is settled, once a replica has dropped the tombstone', () => {
    const key = new KeyTruth('x', 2);
    const [value, removal, next] = [write(1, 1), write(2, 2), write(3, 9)];
    key.accepted(value, '1' as JsonText);
    for (const slot of [0, 1]) key.step(slot, value, 1, 1);
    key.accepted(removal, undefined);
    key.step(0, removal, 2, 2);
    assert.equal(key.forget(1, [0, 1], 3), 'is no tombstone');
    assert.equal(key.forget(0, [0, 1], 3), 'is not held by all');
    key.step(1, removal, 4, 4);
    assert.equal(key.forget(0, [0, 1], 5), undefined);
    assert.deepEqual(
      [key.isForgotten(value), key.isForgotten(removal), key.isForgotten(next)],
      [true, true, false],
    );
    // A third life holds nothing of it, and agrees.
    assert.ok(key.isAgreed([0, 1, 2]));
    assert.ok(!key.isBehind([2], removal));
    key.accepted(next, '3' as JsonText);
    key.step(0, next, 9, 9);
    assert.ok(!key.isAgreed([0, 1]));
    assert.ok(key.isBehind([0, 1], next));
  });
});
