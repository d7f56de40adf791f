/** A state that is made again out of its changes, change by change: what members and lives of a node add to it. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import type { NodeEvent } from '../../../src/core/events.ts';
import type { Change } from '../../../src/core/journal/change.ts';
import { contentsOf } from '../../../src/core/journal/contents.ts';
import { laterLife, replay, type Recalled } from '../../../src/core/journal/replay.ts';
import { View } from '../../../src/core/membership/view.ts';
import type { WireBallot, WireProposal } from '../../../src/protocol/membership.ts';
import { DELETED, type JsonText, type NodeId, type Origin } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const NAMES = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
const [N1, N2, N3] = NAMES;
const [L1, L2] = ['n1#0', 'n2#0'] as Origin[] as [Origin, Origin];
const LIFE: Change = { type: 'life', incarnation: 0, correctionMs: 0, keepsData: false };
const BALLOT: WireBallot = [3, L2];
const PROPOSAL: WireProposal = ['m', ['leave', L2]];

const events: NodeEvent[] = [];
const changes: Change[] = [];
const out = { events, changes, gossip: (): void => undefined };
const configOf = (incarnation = 0, hasViews = false): Parameters<typeof replay>[1] => ({
  ...DEFAULT_GOSSIP,
  ...{ node: N1, nodes: hasViews ? [N1] : NAMES, incarnation, rng: prng(1) },
  ...(hasViews && { views: { founders: [], seeds: [] } }),
});
const GIVEN = { ...configOf(), topology: 'given' } as const;

function made(list: readonly Change[], config = configOf()): Recalled {
  return replay(list, config, out) ?? assert.fail('there is no life');
}
const contents = ({ state, rewritten }: Recalled): Change[] => [...contentsOf(state, rewritten)];
const written = (seq: number, key: string, value: string | null, isClaimed = true): Change => ({
  type: 'entry',
  entry: entryWith({ origin: L1, seq, clockUs: seq, keys: [key], arrival: seq - 1 }),
  values: [value as JsonText | null],
  isClaimed,
});

describe('what is made again of a life', () => {
  beforeEach(() => {
    events.length = 0;
    changes.length = 0;
  });

  it('is nothing before one has begun, and names all starts', () => {
    assert.equal(replay([{ type: 'started', startUs: 5 }], configOf(), out), undefined);
    const { incarnations } = made([{ type: 'started', startUs: 5 }, LIFE, { type: 'started', startUs: 9 }]);
    assert.deepEqual([...incarnations], [5, 0, 9]);
  });

  it('tells nobody again of what was told', () => {
    made([LIFE, written(1, 'x', '1'), { type: 'stable', origin: L2, seq: 4 }]);
    assert.deepEqual([events, changes], [[], []]);
  });

  it('has its writes, and whom each of them still waits for', () => {
    const acked = { type: 'acked', by: N2, from: 1, to: 1, heldAtMs: 7, isAtMost: false } as const;
    const { state } = made([LIFE, written(1, 'x', '1'), written(2, 'x', '2'), acked]);
    assert.deepEqual([state.store.valueOf('x'), state.lastSeq, state.convergence.pending], ['2', 2, 2]);
    assert.deepEqual([state.convergence.missingFrom(N2), state.convergence.missingFrom(N3)], [2, 1]);
    assert.equal(state.log.size, 2);
    const done = made([LIFE, written(1, 'x', '1'), acked, { ...acked, by: N3 }]);
    assert.deepEqual(
      [done.state.convergence.stable, done.state.seen.of(L1)?.stable, done.state.log.size],
      [1, 1, 0],
    );
  });

  it('claims no more than was claimed', () => {
    const { state } = made([LIFE, written(1, 'x', '1'), written(2, 'y', '1', false)]);
    assert.deepEqual([state.seen.through(L1), state.unclaimedFrom, state.store.valueOf('y')], [1, 1, '1']);
    assert.equal(made([LIFE, { type: 'unclaimed', from: 4 }]).state.unclaimedFrom, 4);
    const run = made([LIFE, { type: 'run', origin: L2, from: 1, to: 5 }]);
    assert.equal(run.state.seen.through(L2), 5);
  });

  it('has the tombstones that were not dropped, and keeps out what those that were had superseded', () => {
    const deleted = [LIFE, written(1, 'x', '1'), written(2, 'x', DELETED), written(3, 'y', DELETED)];
    const latest = { origin: L1, clockUs: 2 };
    const { store } = made([...deleted, { type: 'dropped', keys: ['x', 'z'], latest }]).state;
    assert.deepEqual(
      [...store.tombstones.all()].map(([key]) => key),
      ['y'],
    );
    assert.deepEqual([store.entryOf('x'), store.tombstones.latestDropped], [undefined, latest]);
    assert.deepEqual(
      [2, 3].map((clockUs) => store.mayBeForgotten('x', { origin: L1, clockUs })),
      [true, false],
    );
  });

  it('has the neighbours that are peers, and passes entries on to them, also where they are all there are', () => {
    for (const [named, followed] of [
      [[N3, 'n9' as NodeId], [N3]],
      [
        [N2, N3],
        [N2, N3],
      ],
    ] as const) {
      const once = made([LIFE, { type: 'neighbours', nodes: named }], GIVEN);
      for (const { state } of [once, made(contents(once), GIVEN)])
        assert.deepEqual([[...state.neighbours], state.isTopologyGiven], [followed, true]);
    }
  });

  it('has no neighbours from a process whose settings were others', () => {
    const { state } = made([LIFE, { type: 'neighbours', nodes: [N3] }]);
    assert.deepEqual([[...state.neighbours], state.isTopologyGiven], [[N2, N3], false]);
    assert.ok(
      contents({ state, rewritten: undefined, incarnations: new Set() }).every(
        ({ type }) => type !== 'neighbours',
      ),
    );
  });

  it('keeps what it promised as a voter, until another view settles that', () => {
    const view = View.founded([L1, L2], 'm').toWire();
    const votes: Change[] = [
      { type: 'view', view, servesAfterMs: 50 },
      { type: 'round', round: 2 },
      { type: 'accepted', ballot: BALLOT, proposal: PROPOSAL },
      { type: 'promised', ballot: [4, L2] },
    ];
    const { state } = made([LIFE, ...votes], configOf(0, true));
    assert.deepEqual([...state.votes.contents(state.view?.toWire())], votes);
    assert.deepEqual([state.votes.servesAfterMs, [...state.peers]], [50, [N2]]);
    const later = View.founded([L1], 'later').toWire();
    const settled = made(
      [LIFE, ...votes, { type: 'view', view: later, servesAfterMs: 50 }],
      configOf(0, true),
    ).state;
    assert.deepEqual(
      [settled.votes.accepted, settled.votes.promised, settled.votes.round, [...settled.peers]],
      [undefined, undefined, 2, []],
    );
  });

  it('is the same when it is made of its contents', () => {
    const once = contents(made([LIFE, written(1, 'x', '1'), written(2, 'x', '2'), written(3, 'y', null)]));
    assert.deepEqual(contents(made(once)), once);
  });
});

describe('the next life of a node', () => {
  const NEXT: Change = { ...LIFE, incarnation: 36, keepsData: true };

  it('has all that the one before held, and none of its pending writes', () => {
    const neighbours: Change = { type: 'neighbours', nodes: [N3] };
    const list = [LIFE, written(1, 'x', '1'), neighbours, { type: 'unclaimed', from: 0 } as const, NEXT];
    const { state } = made(list, GIVEN);
    assert.deepEqual([state.origin, state.store.valueOf('x'), state.seen.through(L1)], ['n1#10', '1', 1]);
    assert.deepEqual([state.convergence.pending, state.lastSeq, state.log.size], [0, 0, 1]);
    assert.deepEqual([[...state.neighbours], state.unclaimedFrom], [[N3], 0]);
    assert.deepEqual([state.store.arrivals, state.clock.lastUs], [1, 1]);
  });

  it('has nothing of it where it does not keep the data', () => {
    const { state } = made([LIFE, written(1, 'x', '1'), { ...NEXT, keepsData: false }]);
    assert.equal(state.store.valueOf('x'), undefined);
  });

  it('counts what the one before left open, and defends what that one had accepted again', () => {
    const rewritten: Change = { type: 'rewritten', life: 'n1#1' as Origin, firstUs: [['x', 5]] };
    const before = made([LIFE, written(1, 'x', '1'), written(2, 'y', '1'), rewritten]);
    events.push({ type: 'read' });
    changes.length = 0;
    const after = laterLife(before, configOf(36));
    assert.deepEqual(events, [{ type: 'read' }, { type: 'dropped', what: 'pending_writes', count: 2 }]);
    assert.deepEqual(changes, [{ type: 'rewritten', life: L1, firstUs: [] }]);
    assert.deepEqual(
      after.rewritten?.all().map(({ life }) => life),
      ['n1#1', L1],
    );
    assert.deepEqual([after.state.origin, after.state.store.valueOf('y')], ['n1#10', '1']);
    changes.length = 0;
    assert.deepEqual(laterLife(made([LIFE]), configOf(36)).rewritten?.all(), [{ life: L1, firstUs: [] }]);
    assert.deepEqual(changes, [{ type: 'rewritten', life: L1, firstUs: [] }]);
  });

  it('goes on where it was: no place in the order of arrival comes again, and no version', () => {
    const own: Change = {
      ...{ type: 'own', lastSeq: 0, stable: 0, convergedUs: 0 },
      arrivals: 40,
      clockUs: 77,
    };
    const { store, clock } = laterLife(made([LIFE, own]), configOf(36)).state;
    assert.deepEqual([store.arrivals, clock.lastUs], [40, 77]);
  });
});
