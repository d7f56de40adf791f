/** Who counts where members change, by what nodes say of their views; and where that contradicts itself. */

import assert from 'node:assert/strict';
import type { NodeEvent } from '../../../src/core/events.ts';
import { View } from '../../../src/core/membership/view.ts';
import type { Origin } from '../../../src/protocol/names.ts';
import type { MemberState, WireProposal } from '../../../src/protocol/membership.ts';
import { isServedByNobody, MemberTruth } from '../../../src/simulate/truth/member-truth.ts';
import type { VirtualNode } from '../../../src/simulate/world/virtual-node.ts';
import type { Step } from '../../../src/workload/step.ts';
import { N1, N2, N3 } from './true-write.ts';

const FOUNDED = View.founded([N1, N2, N3], 'a');

function after(view: View, ...proposal: WireProposal): View {
  const next = view.after(proposal);
  return next instanceof View ? next : assert.fail(next);
}

class World {
  readonly members = new MemberTruth();
  readonly orphans: Origin[] = [];

  node(origin: Origin, view: View | undefined): VirtualNode {
    const name = origin.replace(/#.*/, '');
    return { name, origin, server: { replica: { members: { view } } } } as unknown as VirtualNode;
  }

  says(origin: Origin, slot: number, view: View | undefined, ...events: readonly NodeEvent[]): void {
    this.members.stepped(this.node(origin, view), slot, events, (life) => this.orphans.push(life));
  }

  /** A view takes effect at a node. */
  views(origin: Origin, slot: number, view: View, state: MemberState | null = 'active'): void {
    const members = { joining: 0, active: 0, leaving: 0 };
    this.says(origin, slot, view, { type: 'view', id: view.id, members, state });
  }
}

describe('the members that count', () => {
  it('are those that say that they serve, as long as they do', () => {
    const world = new World();
    for (const [origin, slot] of [
      [N1, 12],
      [N2, 2],
      [N3, 5],
    ] as const)
      world.views(origin, slot, FOUNDED);
    assert.deepEqual(world.members.slots, [2, 5, 12]);
    world.views(N2, 2, after(FOUNDED, 'b', ['leave', N2]), 'leaving');
    world.members.ended(5);
    assert.deepEqual(world.members.slots, [12]);
  });

  it('are who a write waits for: the active ones of the view of the node that accepts it', () => {
    const world = new World();
    world.views(N1, 0, FOUNDED);
    world.says(N2, 4, FOUNDED);
    const audience = world.members.audienceOf(world.node(N1, after(FOUNDED, 'b', ['leave', N3])));
    assert.deepEqual([...audience], [[N1, 0], [N2, 4]]); // oxfmt-ignore
    const [, , third] = world.members.audienceOf(world.node(N1, FOUNDED));
    assert.deepEqual(third, [N3, -1], 'nothing was heard of it');
    assert.equal(world.members.audienceOf(world.node(N1, undefined)).size, 0);
  });

  it('are in one view of each number: two are a conflict, unless one of them was forced', () => {
    const conflicts = (...marks: readonly string[]): readonly string[] => {
      const world = new World();
      for (const mark of marks) world.views(N1, 0, View.founded([N1], mark));
      return world.members.conflicts;
    };
    assert.deepEqual(conflicts('a'), []);
    assert.deepEqual(conflicts('a', 'a'), []);
    assert.deepEqual(conflicts('a', 'b'), ['there are two views 1: a and b']);
    assert.deepEqual(conflicts('forced a', 'b'), []);
    assert.deepEqual(conflicts('a', 'forced b'), []);
    assert.equal(conflicts('not forced', 'b not forced').length, 1);
  });

  it('have met another view where one of them says so', () => {
    const world = new World();
    world.says(N2, 1, FOUNDED, { type: 'split', theirs: [7, 'b'] });
    assert.deepEqual(world.members.conflicts, ['n2 has met another view 7 than the one that it has']);
  });
});

describe('a life that is no member any more', () => {
  /** What became of n2, and whether anybody is left to report on its writes. @param pending what it said last */
  function fate(isLeaving: boolean, pending: number | undefined) {
    const world = new World();
    if (pending !== undefined) world.says(N2, 1, FOUNDED, { type: 'pending', count: pending, lagMax: 1 });
    const leaving = after(FOUNDED, 'b', ['leave', N2]);
    if (isLeaving) world.views(N1, 0, leaving);
    const gone = isLeaving ? after(leaving, 'c', ['left', N2]) : after(FOUNDED, 'b', ['remove', N2]);
    for (const [origin, slot] of [[N1, 0], [N3, 2]] as const) world.views(origin, slot, gone); // oxfmt-ignore
    const { members, orphans } = world;
    return { orphans, isRemoved: members.isRemoved(N2), hasLeft: members.hasLeft(N2), members };
  }
  const left = { orphans: [], isRemoved: false, hasLeft: true };
  const removed = { orphans: [N2], isRemoved: true, hasLeft: false };

  it('has left where it went by itself and had brought all that it accepted to the others', () => {
    for (const pending of [undefined, 0]) {
      const { members, ...found } = fate(true, pending);
      assert.deepEqual(found, left);
      assert.deepEqual([members.isRemoved(N1), members.hasLeft(N1)], [false, false]);
    }
  });

  it('was removed where it did not, or had not: then its writes are orphaned, once', () => {
    for (const [isLeaving, pending] of [
      [true, 3],
      [false, 0],
      [false, 3],
    ] as const) {
      const { members, ...found } = fate(isLeaving, pending);
      assert.deepEqual(found, removed);
      assert.deepEqual([members.isRemoved(N1), members.hasLeft(N1)], [false, false]);
    }
  });
});

describe('a request', () => {
  const served = (...events: readonly object[]): boolean => !isServedByNobody({ events } as unknown as Step);

  it('is served by nobody at a node that joins or leaves', () => {
    assert.equal(served({ type: 'read' }, { type: 'rejected', reason: 'not_serving' }), false);
    assert.equal(served({ type: 'read' }), true);
    assert.equal(served({ type: 'rejected', reason: 'clock_wrong' }), true);
    assert.equal(served(), true);
  });
});
