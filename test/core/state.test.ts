/** What a replica knows of itself, before and after its first write. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import { ReplicaState } from '../../src/core/state.ts';
import type { NodeId, Origin } from '../../src/protocol/names.ts';

const [ME, N2] = ['n1', 'n2'] as NodeId[] as [NodeId, NodeId];

describe('the state of a replica', () => {
  it('counts its own life among those of its node, whether or not it has written', () => {
    const out = { events: [], changes: undefined, gossip: (): void => undefined };
    const config = { ...DEFAULT_GOSSIP, node: ME, nodes: [ME, N2], incarnation: 5, rng: prng(1) };
    const state = new ReplicaState(config, out);
    const lives = (): number[] => [ME, N2].map((node) => state.livesOf(node));
    assert.deepEqual(lives(), [1, 0]);
    state.seen.add('n1#4' as Origin, 1);
    assert.deepEqual(lives(), [2, 0], 'an earlier one is another');
    state.seen.add(state.origin, 1);
    assert.deepEqual(lives(), [2, 0]);
  });
});
