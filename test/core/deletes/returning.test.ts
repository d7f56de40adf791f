/** Which values that come with a version below that of a dropped tombstone are accepted again: those of keys that are not here, and no others. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import { returningValues } from '../../../src/core/deletes/returning.ts';
import { ReplicaState } from '../../../src/core/state.ts';
import type { GossipBody, WireEntry, WireValue } from '../../../src/protocol/gossip.ts';
import { DELETED, type JsonText, type Key, type NodeId, type Origin } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const [L1, L2] = ['n1#0', 'n2#5'] as Origin[] as [Origin, Origin];
/** Of the tombstone that was dropped. */
const DROPPED_US = 1000;
const NOW = 1e6;
const MOST_AGE_MS = 100 + 1000;

describe('values that return', () => {
  let state: ReplicaState;
  beforeEach(() => {
    const names = ['n1', 'n2'] as NodeId[] as [NodeId, NodeId];
    const gossip = { ...DEFAULT_GOSSIP, maxClockAheadMs: 100, bounds: { messageAgeMs: 1000 } };
    const out = { events: [], changes: undefined, gossip: (): void => undefined };
    state = new ReplicaState({ ...gossip, node: names[0], nodes: names, incarnation: 0, rng: prng(1) }, out);
  });
  const drop = (): void => {
    const tombstone = entryWith({ clockUs: DROPPED_US, keys: ['gone'] });
    state.store.put('gone', tombstone, DELETED, -Infinity);
    state.store.forget([['gone', tombstone]]);
  };
  const wire = (clockUs: number, key: Key, seq = 1, ...value: [WireValue?]): WireEntry => [
    ...([L2, seq, clockUs, 0, 1] as const),
    [[key, ...value]],
  ];
  const returning = (entries: readonly WireEntry[] | undefined, ageMs = 0): unknown => {
    const body = { type: 'mail', origin: L2, at: NOW - ageMs, seq: 9, stable: 0 } as const;
    const message: GossipBody = entries === undefined ? body : { ...body, entries };
    return returningValues(message, state, NOW);
  };

  it('are those of keys that are not here, with no later version than what was dropped, the latest of each', () => {
    const entries = [wire(900, 'a', 1, 1), wire(DROPPED_US + 1, 'b', 2, 2), wire(DROPPED_US - 1, 'c', 3, 3)];
    assert.deepEqual(returning(entries), [], 'nothing was dropped');
    drop();
    assert.deepEqual(returning(entries), [
      ['a', '1'],
      ['c', '3'],
    ]);
    assert.deepEqual(returning([wire(900, 'a', 1, 1), wire(950, 'a', 2, 2), wire(920, 'a', 3, 3)]), [
      ['a', '2'],
    ]);
    assert.deepEqual(returning([wire(950, 'a', 1, 1), wire(950, 'a', 2, 2)]), [['a', '2']]);
    assert.deepEqual(returning(undefined), []);
  });

  it('are none of writes that were seen, that have no value, or that delete', () => {
    drop();
    state.seen.add(L2, 1);
    assert.deepEqual(returning([wire(900, 'a', 1, 1)]), []);
    assert.deepEqual(returning([wire(900, 'a', 2)]), []);
    assert.deepEqual(returning([wire(900, 'a', 2, [])]), []);
  });

  it('are none of keys that are here, if only as tombstones', () => {
    drop();
    state.store.put('a', entryWith({ origin: L1, clockUs: 1 }), '1' as JsonText, -Infinity);
    state.store.put('b', entryWith({ origin: L1, clockUs: 1, keys: ['b'] }), DELETED, -Infinity);
    assert.deepEqual(returning([wire(900, 'a', 1, 1), wire(900, 'b', 2, 1)]), []);
  });

  it('are none of a message that is too old to bring new keys', () => {
    drop();
    assert.deepEqual(returning([wire(900, 'a', 1, 1)], MOST_AGE_MS), [['a', '1']]);
    assert.deepEqual(returning([wire(900, 'a', 1, 1)], MOST_AGE_MS + 1), []);
  });
});
