/** When rounds of anti-entropy come, and with whom they are made: by hand, in virtual time. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import { AntiEntropy } from '../../../src/core/repair/anti-entropy.ts';
import { Replica } from '../../../src/core/replica.ts';
import type { GossipBody } from '../../../src/protocol/gossip.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';

const [N1, N2, N3] = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];

describe('rounds of anti-entropy', () => {
  const PEERS = [N1, N2, N3];
  /** As if none of the jitter were drawn. */
  const even = Object.assign(prng(1), { float: () => 0.5 });
  const settings = { antiEntropyIntervalMs: 100, antiEntropyIdleMs: 700 };
  const rounds = (peers: readonly NodeId[] = PEERS, changes = {}): AntiEntropy =>
    new AntiEntropy([...peers], even, { ...settings, ...changes });
  /** When the rounds come, each made as soon as it is due. */
  const pauses = (
    one: AntiEntropy,
    count: number,
    lagging: readonly NodeId[],
    isAwaiting: boolean,
  ): number[] =>
    Array.from({ length: count }, () => {
      const now = one.dueAtMs;
      one.nextPeer(now, lagging, isAwaiting);
      return one.dueAtMs - now;
    });

  it('come at twice the pause each, up to the longest, while nothing differs', () => {
    const one = rounds();
    assert.equal(one.dueAtMs, Infinity);
    one.start(1000);
    assert.equal(one.dueAtMs, 1100);
    assert.deepEqual(pauses(one, 4, [], false), [200, 400, 700, 700]);
    one.somethingNew(one.dueAtMs - 50);
    assert.equal(one.dueAtMs, 3100, 'it comes soon enough');
    assert.deepEqual(pauses(one, 2, [], false), [200, 400]);
    one.somethingNew(3000);
    assert.equal(one.dueAtMs, 3100);
    one.somethingNew(3050);
    assert.equal(one.dueAtMs, 3100);
  });

  it('come often while a peer lacks something, and oftener while something is missing here', () => {
    const one = rounds();
    one.start(0);
    assert.deepEqual(pauses(one, 3, [N1], false), [200, 200, 200]);
    assert.deepEqual(pauses(one, 2, [N1], true), [100, 100]);
    const idle = rounds(PEERS, { antiEntropyIdleMs: 1 });
    idle.start(0);
    assert.deepEqual(pauses(idle, 2, [], false), [100, 100], 'the longest pause is an interval at least');
  });

  it('are made with any peer, and in turns with one of those that lack something', () => {
    const one = new AntiEntropy(PEERS, prng(1), settings);
    const drawn = Array.from({ length: 60 }, () => one.nextPeer(0, [N2], false));
    assert.deepEqual(new Set(drawn.filter((_, i) => i % 2 === 1)), new Set([N2]));
    assert.deepEqual(new Set(drawn.filter((_, i) => i % 2 === 0)), new Set(PEERS));
  });

  it('are made with any peer in one of four, where all others are made with a few', () => {
    const one = new AntiEntropy(PEERS, prng(1), settings);
    one.setPeers([N1], PEERS);
    const drawn = Array.from({ length: 80 }, () => one.nextPeer(0, [], false));
    assert.deepEqual(new Set(drawn.filter((_, i) => i % 4 === 0)), new Set(PEERS));
    assert.deepEqual(new Set(drawn.filter((_, i) => i % 4 !== 0)), new Set([N1]));
    one.setPeers([N2]);
    assert.deepEqual(new Set(Array.from({ length: 8 }, () => one.nextPeer(0, [], false))), new Set([N2]));
  });

  it('are spread by a fifth of the pause', () => {
    const times = Array.from({ length: 200 }, (_, seed) => {
      const one = new AntiEntropy(PEERS, prng(seed), settings);
      one.start(0);
      return one.dueAtMs;
    });
    assert.ok(Math.min(...times) >= 90 && Math.max(...times) < 110);
    assert.ok(Math.min(...times) < 92 && Math.max(...times) > 108);
  });

  it('begin anew with other peers, and end where there are none', () => {
    const one = rounds([]);
    one.start(0);
    assert.deepEqual([one.dueAtMs, one.nextPeer(0, [], false)], [Infinity, undefined]);
    one.setPeers([N3]);
    one.restart(1000);
    assert.equal(one.dueAtMs, 1100);
    assert.equal(one.nextPeer(1100, [], false), N3);
    one.restart(5000);
    assert.equal(one.dueAtMs, 5100);
    one.setPeers([]);
    one.restart(6000);
    assert.equal(one.dueAtMs, Infinity);
  });
});

describe('rounds of a replica with a partial view', () => {
  it('are made with its neighbours, and some with a node that is none: it may be in another piece of the overlay', () => {
    const asked: NodeId[] = [];
    const out = {
      events: [],
      changes: undefined,
      gossip: (to: NodeId, { type }: GossipBody): void => {
        if (type === 'digest') asked.push(to);
      },
    };
    const never = { keepAliveIntervalMs: 1e8, shuffleIntervalMs: 1e8, suspectAfterMs: 1e8 };
    const often = { antiEntropyIntervalMs: 100, antiEntropyIdleMs: 100 };
    const gossip = { ...DEFAULT_GOSSIP, topology: 'hyparview' as const, ...never, ...often };
    const n1 = new Replica(
      { ...gossip, node: N1, nodes: [N1, N2, N3], incarnation: 0, rng: prng(1), bounds: {} },
      out,
      0,
    );
    n1.receive({ type: 'join', origin: 'n2#0' as Origin, at: 0, seq: 0, stable: 0 }, N2, 0);
    for (let now = 0; now <= 10_000; now = n1.wakeAtMs) n1.tick(now);
    const beyond = asked.filter((peer) => peer === N3).length;
    assert.ok(beyond > 0 && beyond <= asked.length / 4, `${beyond} of ${asked.length}`);
  });
});
