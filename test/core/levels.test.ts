/** Levels are told when they change, and only then. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import type { NodeEvent } from '../../src/core/events.ts';
import { Levels } from '../../src/core/levels.ts';
import { ReplicaState } from '../../src/core/state.ts';
import { DELETED, type JsonText, type NodeId, type Origin } from '../../src/protocol/names.ts';
import { entryWith } from './entries.ts';

const [ME, N2] = ['n1', 'n2'] as NodeId[] as [NodeId, NodeId];

describe('the levels of a replica', () => {
  const events: NodeEvent[] = [];
  const out = { events, changes: undefined, gossip: (): void => undefined };
  const config = { ...DEFAULT_GOSSIP, node: ME, nodes: [ME, N2], incarnation: 0, rng: prng(1) };
  const state = new ReplicaState(config, out);
  const levels = new Levels(state);
  const told = (): unknown[] => {
    levels.report();
    return events.splice(0);
  };
  const put = (clockUs: number, value: string): void =>
    state.store.put('x', entryWith({ clockUs }), value as JsonText, -Infinity);
  const answered = (offsetMs: number): void =>
    state.offsets.answered(N2, 'n2#0' as Origin, { askedAtMs: 0, answeredAtMs: offsetMs, arrivedAtMs: 0 });

  it('are told at first, and again when one is another', () => {
    assert.deepEqual(told(), [
      { type: 'keys', count: 0 },
      { type: 'pending', count: 0, lagMax: 0 },
    ]);
    assert.deepEqual(told(), []);
    put(1, '1');
    assert.deepEqual(told(), [{ type: 'keys', count: 1 }]);
    put(2, '2');
    assert.deepEqual(told(), []);
    put(3, DELETED);
    assert.deepEqual(told(), [
      { type: 'keys', count: 0 },
      { type: 'tombstones', count: 1 },
    ]);
    state.convergence.accepted(entryWith({ seq: 1 }), events);
    assert.deepEqual(told(), [{ type: 'pending', count: 1, lagMax: 1 }]);
    state.convergence.accepted(entryWith({ seq: 2 }), events);
    state.convergence.acknowledge({ by: N2, from: 2, to: 2, heldAtMs: 1, isAtMost: false }, 1, []);
    assert.deepEqual(told(), [{ type: 'pending', count: 1, lagMax: 2 }]);
  });

  it('tell of clocks as soon as one differs, and of the own one where it is taken for wrong', () => {
    assert.deepEqual(told(), []);
    answered(5);
    assert.deepEqual(told(), [{ type: 'clock', offsetMs: 5, boundMs: 0, isWrong: false }]);
    assert.deepEqual(told(), []);
    answered(1e9);
    assert.deepEqual(told(), [{ type: 'clock', offsetMs: 1e9, boundMs: 0, isWrong: true }]);
    assert.deepEqual(told(), []);
  });

  it('are told at first whatever they are', () => {
    const started = new ReplicaState(config, out);
    started.store.put('x', entryWith({ clockUs: 1 }), '1' as JsonText, -Infinity);
    started.convergence.accepted(entryWith({ seq: 1 }), []);
    events.length = 0;
    new Levels(started).report();
    assert.deepEqual(events, [
      { type: 'keys', count: 1 },
      { type: 'pending', count: 1, lagMax: 1 },
    ]);
  });
});
