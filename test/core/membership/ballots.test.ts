/** One decree about what follows a view: what voters answer, what a proposer asks, and what a node may not forget of it. */

import assert from 'node:assert/strict';
import { Acceptor, compareBallots, Proposer } from '../../../src/core/membership/ballots.ts';
import { View } from '../../../src/core/membership/view.ts';
import { VoterMemory, type MembershipChange } from '../../../src/core/membership/voter-memory.ts';
import type { WireBallot, WireProposal } from '../../../src/protocol/membership.ts';
import type { Origin } from '../../../src/protocol/names.ts';

const LIVES = ['a#0', 'b#0', 'c#0'] as Origin[] as [Origin, Origin, Origin];
const [A, B, C] = LIVES;
const VIEW = View.founded(LIVES, 'm');
const ID = VIEW.id;
const ballot = (round: number, by: Origin = A): WireBallot => [round, by];
const removes = (life: Origin, mark = 'x'): WireProposal => [mark, ['remove', life]];

describe('ballots', () => {
  it('are ordered by round, and then by who proposes', () => {
    const list = [ballot(2, A), ballot(1, C), ballot(1, A), ballot(1, B)];
    assert.deepEqual(list.sort(compareBallots), [ballot(1, A), ballot(1, B), ballot(1, C), ballot(2, A)]);
    assert.equal(compareBallots(ballot(1, B), ballot(1, B)), 0);
  });
});

describe('a voter', () => {
  let kept: MembershipChange[];
  let memory: VoterMemory;
  let acceptor: Acceptor;
  beforeEach(() => {
    kept = [];
    memory = new VoterMemory((change) => kept.push(change));
    acceptor = new Acceptor(VIEW, memory);
  });

  it('takes part in the latest ballot that it heard of, and keeps its promise before it says so, once', () => {
    assert.deepEqual(acceptor.prepare(ballot(2)), ['promise', ID, ballot(2)]);
    assert.deepEqual(acceptor.prepare(ballot(2)), ['promise', ID, ballot(2)]);
    assert.deepEqual(acceptor.prepare(ballot(1, B)), ['refuse', ID, ballot(1, B), ballot(2)]);
    assert.deepEqual(acceptor.prepare(ballot(2, B)), ['promise', ID, ballot(2, B)]);
    assert.deepEqual(kept, [
      { type: 'promised', ballot: ballot(2) },
      { type: 'promised', ballot: ballot(2, B) },
    ]);
  });

  it('votes for what is put to it unless it takes part in a later ballot, and tells later ones of it', () => {
    acceptor.prepare(ballot(2));
    assert.deepEqual(acceptor.accept(ballot(1), removes(B)), ['refuse', ID, ballot(1), ballot(2)]);
    assert.equal(acceptor.open, undefined);
    assert.deepEqual(acceptor.accept(ballot(2), removes(B)), ['accepted', ID, ballot(2)]);
    assert.deepEqual(acceptor.accept(ballot(2), removes(B)), ['accepted', ID, ballot(2)]);
    assert.deepEqual(acceptor.open, removes(B));
    assert.deepEqual(acceptor.prepare(ballot(3)), ['promise', ID, ballot(3), ballot(2), removes(B)]);
    assert.deepEqual(acceptor.accept(ballot(3), removes(C)), ['accepted', ID, ballot(3)]);
    assert.deepEqual(
      kept.map(({ type }) => type),
      ['promised', 'accepted', 'promised', 'accepted'],
    );
    assert.deepEqual(acceptor.prepare(ballot(2)), ['refuse', ID, ballot(2), ballot(3)]);
  });

  it('that never promised anything takes its vote for a promise', () => {
    acceptor.accept(ballot(4), removes(B));
    assert.deepEqual(acceptor.prepare(ballot(3)), ['refuse', ID, ballot(3), ballot(4)]);
  });

  it('is made again out of what it kept', () => {
    const made = (): unknown[] => [...memory.contents(VIEW.toWire())];
    const view = { type: 'view', view: VIEW.toWire(), servesAfterMs: 9 };
    memory.servesAfterMs = 9;
    assert.deepEqual(made(), [view]);
    assert.deepEqual([...memory.contents(undefined)], []);
    memory.useRound(3);
    memory.useRound(2);
    assert.equal(memory.round, 3);
    acceptor.prepare(ballot(5));
    assert.deepEqual(made(), [view, { type: 'round', round: 3 }, { type: 'promised', ballot: ballot(5) }]);
    acceptor.accept(memory.promised ?? ballot(0), removes(B));
    const accepted = { type: 'accepted', ballot: ballot(5), proposal: removes(B) };
    assert.deepEqual(made(), [view, { type: 'round', round: 3 }, accepted]);
    acceptor.prepare(ballot(6));
    assert.deepEqual(made().at(-1), { type: 'promised', ballot: ballot(6) });
    memory.began(VIEW.toWire());
    assert.deepEqual(made(), [view, { type: 'round', round: 3 }], 'what was voted on is settled');
    assert.deepEqual([memory.promised, memory.accepted, kept.at(-1)], [undefined, undefined, view]);
  });
});

describe('a proposer', () => {
  const own = { change: ['remove', C] as const };
  const ownProposal: WireProposal = ['a#0/3', ['remove', C]];
  const makes = (what: typeof own | undefined = own): Proposer => new Proposer(VIEW, ballot(3), what);

  it('asks for promises until most have given one, and then for votes, each of those who have not answered', () => {
    const proposer = makes();
    assert.deepEqual(proposer.question(), { message: ['prepare', ID, ballot(3)], voters: LIVES });
    assert.equal(proposer.promised(B, ballot(3)), false);
    assert.equal(proposer.promised(B, ballot(3)), false, 'the same one again');
    assert.equal(proposer.promised('z#0' as Origin, ballot(3)), false, 'no voter');
    assert.equal(proposer.promised(C, ballot(2)), false, 'of another ballot');
    assert.deepEqual([proposer.answered, proposer.hasMajority], [1, false]);
    assert.deepEqual(proposer.question()?.voters, [A, C]);
    assert.equal(proposer.promised(A, ballot(3)), true);
    assert.equal(proposer.promised(C, ballot(3)), false, 'it is too late to be counted');
    assert.deepEqual([proposer.answered, proposer.proposal], [2, ownProposal]);
    assert.deepEqual(proposer.question(), { message: ['accept', ID, ballot(3), ownProposal], voters: LIVES });
    assert.equal(proposer.accepted(C, ballot(3)), false);
    assert.equal(proposer.accepted('z#0' as Origin, ballot(3)), false);
    assert.equal(proposer.accepted(B, ballot(4)), false);
    assert.deepEqual([proposer.isDecided, proposer.question()?.voters], [false, [A, B]]);
    assert.equal(proposer.accepted(B, ballot(3)), true);
    assert.equal(proposer.accepted(A, ballot(3)), false, 'it was decided before');
    assert.deepEqual([proposer.isDecided, proposer.question()], [true, undefined]);
  });

  it('goes on with what was accepted in the latest ballot before, for it may be decided', () => {
    const five = new Proposer(View.founded([...LIVES, 'd#0', 'e#0'] as Origin[], 'm'), ballot(9), own);
    five.promised(A, ballot(9), ballot(4, B), removes(A));
    five.promised(B, ballot(9), ballot(5, A), removes(B, 'later'));
    five.promised(C, ballot(9), ballot(4, C), removes(C));
    assert.deepEqual(five.proposal, removes(B, 'later'));
  });

  it('has nothing to ask where nothing is open, if it only was to complete that', () => {
    const proposer = new Proposer(VIEW, ballot(3), undefined);
    proposer.promised(A, ballot(3));
    assert.equal(proposer.promised(B, ballot(3)), true);
    assert.deepEqual([proposer.proposal, proposer.question()], [undefined, undefined]);
  });

  it('names where a node listens that comes', () => {
    const joins = { change: ['join', 'd#0' as Origin] as const, address: 'host:1' };
    const proposer = new Proposer(VIEW, ballot(3), joins);
    for (const voter of LIVES) proposer.promised(voter, ballot(3));
    assert.deepEqual(proposer.proposal, ['a#0/3', ['join', 'd#0'], 'host:1']);
  });

  it('knows the latest ballot that is in its way', () => {
    const proposer = makes();
    proposer.refused(ballot(2), ballot(9));
    assert.equal(proposer.outbidBy, undefined, 'another ballot was refused');
    for (const round of [5, 7, 6]) proposer.refused(ballot(3), ballot(round));
    assert.deepEqual(proposer.outbidBy, ballot(7));
  });
});
