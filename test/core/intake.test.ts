/** What comes in with entries beyond their values: what is logged and acknowledged, and what has to wait for the clock. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import type { NodeEvent } from '../../src/core/events.ts';
import { Intake } from '../../src/core/intake.ts';
import { OutgoingAcks } from '../../src/core/repair/outgoing-acks.ts';
import { ReplicaState } from '../../src/core/state.ts';
import type { GossipBody, WireEntry } from '../../src/protocol/gossip.ts';
import type { NodeId, Origin } from '../../src/protocol/names.ts';

const NAMES = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
const [N1, N2] = NAMES;
const [L2, L3] = ['n2#0', 'n3#0'] as Origin[] as [Origin, Origin];
const NOW = 1_000_000;
const AHEAD_MS = 1000;
const ACK_DELAY_MS = 100;

describe('the intake of a message', () => {
  let events: NodeEvent[];
  let state: ReplicaState;
  let outgoing: OutgoingAcks;
  let intake: Intake;
  beforeEach(() => {
    events = [];
    const settings = { ...DEFAULT_GOSSIP, maxClockAheadMs: AHEAD_MS, ackDelayMs: ACK_DELAY_MS };
    state = new ReplicaState(
      { ...settings, node: N1, nodes: NAMES, incarnation: 5, rng: prng(1) },
      { events, changes: undefined, gossip: (): void => undefined },
    );
    outgoing = new OutgoingAcks(
      N1,
      () => N2,
      10,
      () => true,
    );
    intake = new Intake(state, outgoing);
  });
  const entry = (origin: Origin, seq: number, versionMs = NOW): WireEntry => [
    ...([origin, seq, versionMs * 1000, NOW - 5, 1] as const),
    [[`${origin} ${seq}`, 1]],
  ];
  const comes = (...entries: WireEntry[]): void => {
    const body: GossipBody = { type: 'mail', origin: L2, at: NOW, seq: 0, stable: 0, entries };
    intake.takeIn(body, N2, NOW);
  };

  it('logs what is new for other peers, and owes its origin an acknowledgement for so long', () => {
    comes(entry(L2, 1), entry(L3, 1));
    assert.deepEqual([state.log.size, state.activeAtMs, outgoing.dueAtMs], [2, NOW, NOW + ACK_DELAY_MS]);
    comes(entry(L2, 1));
    assert.equal(state.log.size, 2, 'it has come before');
  });

  it('owes nobody an acknowledgement of what an earlier life of this node wrote', () => {
    comes(entry('n1#0' as Origin, 1));
    assert.deepEqual([state.log.size, outgoing.dueAtMs], [1, Infinity]);
  });

  it('shows a new write to the reads that missed it', () => {
    state.reads.record(`${L2} 1`, undefined, NOW - 1, events);
    comes(entry(L2, 1));
    assert.ok(events.some(({ type }) => type === 'stale_read'));
  });

  it('sets aside what is from further ahead than clocks may be, until the clock permits it, and doubts the clocks', () => {
    const lateMs = NOW + AHEAD_MS;
    assert.deepEqual(state.offsets.undecided(state.peers), []);
    comes(entry(L2, 1, lateMs));
    assert.deepEqual([events.map(({ type }) => type), state.seen.has(L2, 1)], [['applied'], true]);
    assert.deepEqual(state.offsets.undecided(state.peers), [], 'that was near enough');
    events.length = 0;
    comes(entry(L2, 2, lateMs + 700), entry(L3, 1, lateMs + 300), entry(L3, 2, lateMs + 500));
    assert.deepEqual(events, [{ type: 'set_aside', from: N2, count: 3, aheadMs: AHEAD_MS + 700 }]);
    assert.deepEqual([state.seen.has(L2, 2), state.log.size], [false, 1]);
    assert.deepEqual([state.setAside.has(L2), state.setAside.has(L3)], [true, true]);
    assert.equal(state.setAside.dueAtMs, NOW + 300, 'the first of them is asked for again');
    assert.deepEqual(state.offsets.undecided(state.peers), [...state.peers], 'whose clock is it?');
  });
});
