/** What a replica does for its strategy: which writes it shows, what it still waits for, and what it acknowledges once more. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import type { Topology } from '../../src/core/config.ts';
import type { NodeEvent } from '../../src/core/events.ts';
import { Courier } from '../../src/core/repair/courier.ts';
import { Exchange } from '../../src/core/repair/exchange.ts';
import { OutgoingAcks } from '../../src/core/repair/outgoing-acks.ts';
import { RoundTrips } from '../../src/core/repair/round-trips.ts';
import { ReplicaState } from '../../src/core/state.ts';
import type { Entry } from '../../src/core/store/entry.ts';
import { ReplicaStrategyHost } from '../../src/core/strategy-host.ts';
import type { JsonText, NodeId, Origin } from '../../src/protocol/names.ts';
import { entryWith } from './entries.ts';

const NAMES = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
const [N1, N2, N3] = NAMES;
const [L1, L2, L3] = ['n1#0', 'n2#0', 'n3#0'] as Origin[] as [Origin, Origin, Origin];

/** n1, as its strategy sees it. */
class Hosting {
  readonly events: NodeEvent[] = [];
  readonly sent: string[] = [];
  readonly state: ReplicaState;
  readonly outgoing: OutgoingAcks;
  readonly host: ReplicaStrategyHost;

  constructor(topology: Topology = 'full') {
    const config = {
      ...DEFAULT_GOSSIP,
      topology,
      ackDelayMs: 100,
      bounds: { pushedEntries: 2, messageEntries: 2, answerMessages: 2 },
    };
    this.state = new ReplicaState(
      { ...config, node: N1, nodes: NAMES, incarnation: 0, rng: prng(1) },
      {
        ...{ events: this.events, changes: undefined },
        gossip: (to, { type, entries = [], seen }) =>
          void this.sent.push(`${type} ${to}: ${entries.length}${seen === undefined ? '' : ' seen'}`),
      },
    );
    this.outgoing = new OutgoingAcks(
      N1,
      (node) => node,
      10,
      () => true,
    );
    const courier = new Courier(this.state, this.outgoing);
    const exchange = new Exchange(this.state, courier, this.outgoing, new RoundTrips());
    this.host = new ReplicaStrategyHost(this.state, courier, exchange, this.outgoing);
  }

  take(origin: Origin, seq: number, heldAtMs = 0): Entry {
    const { store, seen, log, convergence } = this.state;
    const keys = [`${origin} ${seq}`];
    const entry = entryWith({ origin, seq, keys, heldAtMs, clockUs: seq, arrival: store.nextArrival() });
    store.put(keys[0] ?? '', entry, '1' as JsonText, -Infinity);
    seen.add(origin, seq);
    log.add(entry);
    if (origin === L1) convergence.accepted(entry, this.events);
    return entry;
  }
}

describe('the host of a strategy', () => {
  let hosting: Hosting;
  let host: ReplicaStrategyHost;
  beforeEach(() => ({ host } = hosting = new Hosting()));
  const seqsIn = (from: number, to: number): number[] =>
    [...host.entriesIn([L2, from, to])].map(({ seq }) => seq);

  it('sends as much as there is, and answers with no more messages than an answer may take', () => {
    const entries = [1, 2, 3, 4, 5].map((seq) => hosting.take(L2, seq));
    host.send(N3, 'eager', entries, 0);
    assert.deepEqual(hosting.sent.splice(0), ['eager n3: 2', 'eager n3: 2', 'eager n3: 1']);
    host.answer(N3, 'eager', entries, 0);
    assert.deepEqual(hosting.sent, ['eager n3: 2', 'eager n3: 2']);
  });

  it('shows the writes of a run that some peer may lack, and what of it was never seen', () => {
    for (const seq of [1, 2, 3, 5]) hosting.take(L2, seq);
    assert.deepEqual([seqsIn(1, 2), seqsIn(2, 3), seqsIn(3, 9)], [[1, 2], [2, 3], [3, 5]]); // oxfmt-ignore
    assert.deepEqual(seqsIn(1, Number.MAX_SAFE_INTEGER), [1, 2, 3, 5], 'no more than there are');
    hosting.state.log.prune(L2, 2);
    assert.deepEqual(seqsIn(1, 5), [3, 5]);
    assert.deepEqual([...host.entriesIn([L3, 1, 5])], []);
    assert.deepEqual(host.unseenIn([L2, 1, 7]), [[4, 4], [6, 7]]); // oxfmt-ignore
    assert.deepEqual(host.unseenIn([L3, 1, 5]), [[1, 5]]);
    const dots = [1, 3, 4].map((seq) => ({ origin: L2, seq }));
    assert.deepEqual(
      dots.map((dot) => [host.hasSeen(dot), host.entryOf(dot)?.seq]),
      [
        [true, undefined],
        [true, 3],
        [false, undefined],
      ],
    );
  });

  it('says which of its own writes have not converged, unless they are many, and asks from the first', () => {
    assert.deepEqual([host.pendingWrites(), host.wantedAcks()], [[], []]);
    const [first, second] = [hosting.take(L1, 1), hosting.take(L1, 2)];
    assert.deepEqual(host.pendingWrites(), [first, second]);
    assert.deepEqual(host.wantedAcks(), [[L1, 1]]);
    for (const by of [N2, N3])
      hosting.state.convergence.acknowledge({ by, from: 1, to: 1, heldAtMs: 1, isAtMost: false }, 1, []);
    assert.deepEqual([host.pendingWrites(), host.wantedAcks()], [[second], [[L1, 2]]]);
    for (const seq of [3, 4]) hosting.take(L1, seq);
    assert.deepEqual(host.pendingWrites(), [], 'peers had better ask for them');
  });

  it('acknowledges once more what it still logs of others, by when it was held', () => {
    hosting.take(L1, 1);
    for (const seq of [1, 2, 4]) hosting.take(L2, seq, 10 * seq);
    hosting.state.log.prune(L2, 1);
    host.acknowledgeAgain(1000);
    assert.equal(hosting.outgoing.dueAtMs, 1100);
    assert.deepEqual(hosting.outgoing.take(N2), [[L2, N1, [[2, 2, 20], [4, 4, 40]]]]); // oxfmt-ignore
    assert.deepEqual([hosting.outgoing.take(N1), hosting.outgoing.take(N3)], [[], []]);
  });

  it('sends entries, with what was seen where that is wanted, and counts what falls off a bound', () => {
    const entries = [hosting.take(L2, 1)];
    host.send(N3, 'rumor', entries, 0);
    host.send(N3, 'rumor', [], 0);
    host.sendWithSeen(N3, 'batch', entries, 0);
    host.sendWithSeen(N3, 'batch', [], 0);
    host.tell(N3, 'graft', {}, 0);
    assert.deepEqual(hosting.sent, ['rumor n3: 1', 'batch n3: 1 seen', 'batch n3: 0 seen', 'graft n3: 0']);
    host.dropped('hot_rumors');
    assert.deepEqual(hosting.events, [{ type: 'dropped', what: 'hot_rumors', count: 1 }]);
  });

  it('says of a peer whether it answers, once it has not for too long', () => {
    const { suspectAfterMs } = DEFAULT_GOSSIP;
    host.expectAnswer(N2, 0);
    hosting.state.reachability.update(suspectAfterMs, []);
    assert.deepEqual([host.isSuspected(N2), host.isSuspected(N3)], [true, false]);
    assert.deepEqual(
      [suspectAfterMs, 2 * suspectAfterMs].map((now) => host.isAvoided(N2, now)),
      [true, false],
    );
  });

  it('passes entries from neighbour to neighbour where some are given, or chosen by the node', () => {
    const given = new Hosting('given');
    assert.equal(given.host.isTopologyGiven, false);
    given.state.follow([N2]);
    assert.deepEqual([given.host.isTopologyGiven, [...given.host.neighbours]], [true, [N2]]);
    assert.deepEqual([host.isTopologyGiven, [...host.neighbours]], [false, [N2, N3]]);
    const partial = new Hosting('hyparview').host;
    assert.deepEqual([partial.isTopologyGiven, [...partial.neighbours]], [true, []]);
  });
});
