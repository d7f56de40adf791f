/** Whom a write waits for where members come and go, and what of that outlives the process. */

import assert from 'node:assert/strict';
import { Convergence } from '../../../src/core/measure/convergence.ts';
import type { NodeEvent } from '../../../src/core/events.ts';
import type { NodeId } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const [N2, N3, N4] = ['n2', 'n3', 'n4'] as NodeId[] as [NodeId, NodeId, NodeId];
const LIMITS = { openWrites: 100, joinedWrites: 100, gapRuns: 100 };

/** The writes of n1, whose members begin as these. */
class Writes {
  members: readonly NodeId[];
  readonly convergence: Convergence;
  readonly events: NodeEvent[] = [];
  now = 1000;
  lastSeq = 0;

  constructor(members: readonly NodeId[], limits = LIMITS) {
    this.members = members;
    this.convergence = new Convergence(0, (node) => this.members.includes(node), limits);
    this.change({ counting: members });
  }

  /** Another view. @param counting those that are active, of `members` */
  change({
    counting,
    members = counting,
  }: {
    readonly counting: readonly NodeId[];
    readonly members?: readonly NodeId[];
  }): void {
    const before = this.#known;
    const joined = members.filter((node) => !before.includes(node));
    const gone = before.filter((node) => !members.includes(node));
    [this.members, this.#known] = [members, members];
    this.convergence.membersChanged({ counting, retained: members, joined, gone }, this.now, this.events);
  }
  #known: readonly NodeId[] = [];

  accept(...seqs: number[]): void {
    for (const seq of seqs)
      this.convergence.accepted(entryWith({ seq, acceptedAtMs: seq * 10, clockUs: seq * 100 }), this.events);
    this.lastSeq = Math.max(this.lastSeq, ...seqs);
  }

  acknowledge(by: NodeId, from: number, to = from, heldAtMs = to * 10 + 5): boolean {
    return this.convergence.acknowledge({ by, from, to, heldAtMs, isAtMost: false }, this.now, this.events);
  }

  /** What was told since the last call. */
  get told(): string[] {
    return this.events.splice(0).flatMap((event) => {
      if (event.type === 'converged') return [`${event.dot.seq} after ${event.convergenceMs}`];
      if (event.type === 'run_converged') return [`${event.from}-${event.to} after ${event.convergenceMs}`];
      if (event.type === 'converged_among_rest') return [`${event.from}-${event.to} among rest`];
      return [];
    });
  }

  get levels(): number[] {
    const { stable, pending, lagMax } = this.convergence;
    return [stable, pending, lagMax];
  }
}

describe('a write, where members change,', () => {
  it('waits for who was active when it was accepted, and for nobody who comes later', () => {
    const writes = new Writes([N2]);
    writes.accept(1);
    writes.change({ counting: [N2, N3] });
    writes.accept(2);
    writes.acknowledge(N2, 1, 2);
    assert.deepEqual([writes.told, writes.levels], [['1 after 15'], [1, 1, 1]]);
    writes.acknowledge(N3, 2);
    assert.deepEqual([writes.told, writes.levels], [['2 after 5'], [2, 0, 0]]);
  });

  it('does not wait for a member that is joining or leaving, but the logs do', () => {
    const writes = new Writes([N2]);
    writes.change({ counting: [N2], members: [N2, N3] });
    writes.accept(1);
    writes.acknowledge(N2, 1);
    assert.deepEqual([writes.told, writes.levels], [['1 after 5'], [0, 0, 0]]);
    assert.equal(writes.convergence.missingFrom(N3), 1);
    assert.ok(writes.convergence.isIncomplete, 'the peer is asked for it as for any other');
    assert.ok(writes.acknowledge(N3, 1));
    assert.deepEqual([writes.levels, writes.convergence.isIncomplete], [[1, 0, 0], false]);
  });

  it('has converged among the rest where one is removed that had not acknowledged it', () => {
    const writes = new Writes([N2, N3]);
    writes.accept(1, 2, 3);
    writes.acknowledge(N2, 1, 2);
    writes.acknowledge(N3, 1);
    writes.acknowledge(N3, 3);
    assert.deepEqual([writes.told, writes.convergence.convergedUs], [['1 after 15'], 100]);
    writes.change({ counting: [N2] });
    assert.deepEqual([writes.told, writes.levels], [['2-2 among rest'], [2, 1, 1]]);
    assert.equal(writes.convergence.convergedUs, 100, 'n3 may not have taken it in');
    writes.acknowledge(N2, 3);
    assert.deepEqual([writes.told, writes.levels], [['3 after 5'], [3, 0, 0]]);
    assert.equal(writes.acknowledge(N3, 3), false, 'it is gone');
  });

  it('does so in runs, too', () => {
    const writes = new Writes([N2, N3, N4], { ...LIMITS, openWrites: 0, joinedWrites: 2 });
    writes.accept(1, 2, 3, 4);
    writes.acknowledge(N2, 1, 4);
    writes.acknowledge(N3, 1, 2, 70);
    writes.change({ counting: [N2, N4] });
    assert.deepEqual([writes.told, writes.levels], [[], [0, 4, 4]]);
    writes.acknowledge(N4, 1, 4, 60);
    assert.deepEqual(
      [writes.told, writes.levels],
      [
        ['1-2 after 60', '3-4 among rest'],
        [4, 0, 0],
      ],
    );
    writes.accept(5, 6);
    writes.acknowledge(N2, 5, 6);
    writes.change({ counting: [N2] });
    assert.deepEqual(writes.told, ['5-6 among rest'], 'the one that was missing is gone');
  });

  it('of which one node holds a later version is no threat to what is accepted again', () => {
    const writes = new Writes([N2, N3]);
    writes.accept(1, 2, 3);
    assert.equal(writes.convergence.latestHeldUs(1000), 0);
    writes.acknowledge(N2, 1, 2);
    assert.deepEqual(
      [1000, 200, 199].map((limitUs) => writes.convergence.latestHeldUs(limitUs)),
      [200, 200, 100],
    );
    writes.acknowledge(N3, 1, 2);
    assert.deepEqual(
      [200, 199].map((limitUs) => writes.convergence.latestHeldUs(limitUs)),
      [200, 0],
    );
  });

  it('is asked for by when the first was accepted whose acknowledgement is missing', () => {
    const writes = new Writes([N2, N3], { ...LIMITS, openWrites: 1 });
    writes.accept(1, 2, 3);
    assert.equal(writes.convergence.missingSince(N2), 10);
    writes.acknowledge(N2, 1);
    assert.equal(writes.convergence.missingSince(N2), 10, 'of a run the first');
    writes.acknowledge(N2, 2);
    assert.equal(writes.convergence.missingSince(N2), 30);
    writes.acknowledge(N2, 3);
    assert.equal(writes.convergence.missingSince(N2), undefined);
    assert.deepEqual(
      writes.convergence.pendingWrites(5).map(({ seq }) => seq),
      [3],
    );
  });
});

describe('what outlives a process of the convergence of writes', () => {
  /** The same in another process. */
  function again(writes: Writes, limits = LIMITS): Writes {
    const { convergence } = writes;
    const next = new Writes(writes.members, limits);
    const { stable, convergedUs } = convergence;
    next.lastSeq = writes.lastSeq;
    next.convergence.resume({ lastSeq: writes.lastSeq, stable, convergedUs });
    for (const [by, runs] of convergence.acknowledged()) next.convergence.resumeAcknowledged(by, runs);
    next.convergence.resumeAcknowledged('n9' as NodeId, [[1, 9]]);
    for (const run of convergence.joinedRuns()) next.convergence.resumeRun(run);
    for (const write of convergence.openWrites()) next.convergence.resumeOpen(write);
    next.convergence.resumed();
    return next;
  }

  it('is all that its writes wait for', () => {
    const writes = new Writes([N2, N3]);
    writes.accept(1, 2, 3);
    writes.acknowledge(N2, 1, 2, 90);
    writes.acknowledge(N3, 1, 1, 40);
    const next = again(writes);
    assert.deepEqual([next.levels, next.convergence.convergedUs], [[1, 2, 2], 100]);
    assert.equal(next.convergence.missingFrom('n9' as NodeId), 1, 'n9 is no peer');
    next.accept(4);
    next.acknowledge(N3, 2, 4, 60);
    assert.deepEqual([next.told, next.levels], [['2 after 70'], [2, 2, 2]]);
    next.acknowledge(N2, 3, 4, 60);
    assert.deepEqual(
      [next.told, next.levels],
      [
        ['3 after 30', '4 after 20'],
        [4, 0, 0],
      ],
    );
  });

  it('is that they have converged, where only who was joining has not acknowledged them', () => {
    const writes = new Writes([N2]);
    writes.change({ counting: [N2], members: [N2, N3] });
    writes.accept(1, 2);
    writes.acknowledge(N2, 1, 2);
    assert.deepEqual(writes.levels, [0, 0, 0]);
    assert.deepEqual(again(writes).levels, [0, 0, 0]);
  });

  it('is also whom they wait for, where that is not who counts now', () => {
    const writes = new Writes([N2, N3, N4]);
    writes.accept(1, 2);
    writes.acknowledge(N3, 2);
    writes.change({ counting: [N2, N4] });
    writes.accept(3);
    const kept = writes.convergence.openWrites();
    assert.deepEqual(
      kept.map(({ audience, isAmongRest }) => [audience, isAmongRest]),
      [
        [[N2, N4], true],
        [[N2, N4], false],
        [undefined, undefined],
      ],
    );
    const next = again(writes);
    next.acknowledge(N2, 1, 3);
    next.acknowledge(N4, 1, 3, 40);
    assert.deepEqual(next.told, ['1-1 among rest', '2 after 20', '3 after 10']);
  });

  it('is each run with its count and its dates', () => {
    const limits = { ...LIMITS, openWrites: 1, joinedWrites: 2 };
    const writes = new Writes([N2, N3], limits);
    writes.accept(1, 2, 3, 4);
    writes.acknowledge(N2, 1, 4, 55);
    const runs = writes.convergence.joinedRuns();
    assert.deepEqual(runs, [
      { from: 1, to: 2, count: 2, firstAcceptedMs: 10, lastHeldMs: 55 },
      { from: 3, to: 3, count: 1, firstAcceptedMs: 30, lastHeldMs: 55 },
    ]);
    const next = again(writes, limits);
    assert.deepEqual(next.levels, [0, 4, 4]);
    next.accept(5);
    assert.equal(next.convergence.joinedRuns().length, 2, 'the next one joins the last run');
    next.acknowledge(N3, 1, 5, 50);
    assert.deepEqual(
      [next.told, next.levels],
      [
        ['1-2 after 45', '3-4 after 25'],
        [4, 1, 1],
      ],
    );
    next.acknowledge(N2, 5, 5, 70);
    assert.deepEqual([next.told, next.levels], [['5 after 20'], [5, 0, 0]]);
  });
});
