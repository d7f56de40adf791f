/** A life that goes on from one whose clock was ahead: what was misdated is accepted again, and older copies of it do no harm. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import type { NodeEvent } from '../../src/core/events.ts';
import { Replica } from '../../src/core/replica.ts';
import type { GossipBody, WireEntry } from '../../src/protocol/gossip.ts';
import type { JsonText, NodeId, Origin } from '../../src/protocol/names.ts';

const NAMES = ['n1', 'n2'] as NodeId[] as [NodeId, NodeId];
const [N1, N2] = NAMES;
const START_MS = 1_000_000;
const AHEAD_MS = 60_000;

function replicaOf(incarnation: number, now: number): { replica: Replica; events: NodeEvent[] } {
  const events: NodeEvent[] = [];
  const out = { events, changes: undefined, gossip: (): void => undefined };
  const config = {
    ...DEFAULT_GOSSIP,
    maxClockAheadMs: 1000,
    node: N1,
    nodes: NAMES,
    incarnation,
    rng: prng(1),
  };
  return { replica: new Replica(config, out, now), events };
}

describe('a life after one whose clock was ahead', () => {
  const before = replicaOf(1, START_MS + AHEAD_MS);
  const after = replicaOf(2, START_MS);
  const write = (key: string, value: string): void => {
    before.replica.write([[key, value as JsonText]], START_MS + AHEAD_MS);
  };
  /** A copy of a write of the life that ended. */
  const comes = (seq: number, clockUs: number, key: string): void => {
    const entry: WireEntry = ['n1#1' as Origin, seq, clockUs, START_MS, 1, [[key, 'old']]];
    const body: GossipBody = {
      ...{ type: 'mail', origin: 'n2#0' as Origin, at: START_MS + 10, seq: 0, stable: 0, entries: [entry] },
    };
    after.replica.receive(body, N2, START_MS + 10);
  };
  const rewritten = (): unknown[] =>
    after.events
      .splice(0)
      .flatMap((event) => (event.type === 'rewritten' ? [[event.keys, event.clockUs]] : []));

  it('accepts its writes again with sound dates', () => {
    for (const key of ['x', 'y']) write(key, '"new"');
    after.replica.succeed(before.replica, -AHEAD_MS, START_MS);
    assert.deepEqual(rewritten(), [
      [['x'], START_MS * 1000],
      [['y'], START_MS * 1000 + 1],
    ]);
    assert.equal(after.replica.peek('x'), '"new"');
  });

  it('accepts them once more where an older one would win, a moment later than that', () => {
    comes(1, START_MS * 1000 + 500, 'x');
    assert.deepEqual(rewritten(), [[['x'], START_MS * 1000 + 501]]);
    assert.equal(after.replica.peek('x'), '"new"');
  });

  it('lets others be', () => {
    comes(9, START_MS * 1000 - 1, 'y');
    assert.deepEqual(rewritten(), []);
    comes(10, START_MS * 1000 + 600, 'z');
    assert.deepEqual([rewritten(), after.replica.peek('z')], [[], '"old"']);
  });
});
