/** A node that lost its memory, on the wire: what has to come to it again, and how long it took to hold what the others held. */

import assert from 'node:assert/strict';
import { DEFAULT_LIMITS, WireConvergence } from '../../../src/check/audit/wire-convergence.ts';
import { entryAt, NODES, spread } from './wire-entry.ts';

function watched(): WireConvergence {
  const wire = new WireConvergence(NODES);
  wire.expectLosses();
  return wire;
}

describe('a node that lost its memory, on the wire,', () => {
  it('leaves writes on which nobody reports any more: they are none of those that are compared', () => {
    const wire = watched();
    spread(wire, entryAt('n1', 10), { n2: 20, n3: 30 });
    spread(wire, entryAt('n3', 40, 'b'), { n1: 50, n2: 90 });
    wire.forgot('n3', 100);
    const { convergence, reportable } = wire.result();
    assert.deepEqual([convergence.count, convergence.max], [2, 50]);
    for (const { count, max } of [reportable.leastMs, reportable.mostMs])
      assert.deepEqual([count, max], [1, 20]);
  });

  it('is caught up when it holds of each key what was there, or something later, and not before', () => {
    const wire = watched();
    const [first, second, other] = [entryAt('n1', 10), entryAt('n1', 20), entryAt('n2', 30, 'b')];
    for (const one of [first, second, other]) spread(wire, one, { n1: 40, n2: 40, n3: 40 });
    wire.forgot('n3', 100);
    assert.deepEqual(
      [wire.caughtUpMs('n3'), wire.caughtUpMs('n1'), wire.isCaughtUp],
      [undefined, undefined, false],
    );
    wire.observeEntry('n3', first, 110);
    wire.observeEntry('n3', other, 120);
    assert.equal(wire.caughtUpMs('n3'), undefined, 'an earlier version will not do');
    wire.observeEntry('n3', second, 130);
    assert.deepEqual([wire.caughtUpMs('n3'), wire.isCaughtUp], [30, true]);
    spread(wire, entryAt('n1', 200), { n2: 210, n3: 220 });
    assert.equal(wire.caughtUpMs('n3'), 30, 'what is written later changes nothing');
  });

  it('must be caught up in each of its lives, as must every other node', () => {
    const wire = watched();
    const one = entryAt('n1', 10);
    spread(wire, one, { n2: 20, n3: 30 });
    wire.forgot('n2', 100);
    wire.forgot('n3', 100);
    wire.observeEntry('n2', one, 110);
    assert.deepEqual([wire.caughtUpMs('n2'), wire.caughtUpMs('n3'), wire.isCaughtUp], [10, undefined, false]);
    wire.observeEntry('n3', one, 150);
    wire.forgot('n2', 200);
    assert.equal(wire.caughtUpMs('n2'), undefined);
    wire.observeEntry('n2', one, 207);
    assert.deepEqual([wire.caughtUpMs('n2'), wire.isCaughtUp], [7, true]);
  });

  it('need not come to hold what another node took with it: what that left is enough', () => {
    const wire = watched();
    const [early, late] = [entryAt('n1', 10), entryAt('n2', 50)];
    spread(wire, early, { n2: 20, n3: 30 });
    wire.observeSent('n2', late, 51);
    wire.forgot('n3', 100);
    wire.forgot('n2', 120);
    assert.equal(wire.caughtUpMs('n3'), undefined);
    wire.observeEntry('n3', early, 130);
    assert.equal(wire.caughtUpMs('n3'), 30, 'n1 holds nothing later');
  });

  it('is caught up at that moment where it held all that another one left', () => {
    const wire = watched();
    const [early, late] = [entryAt('n1', 10), entryAt('n2', 50)];
    spread(wire, early, { n2: 20, n3: 30 });
    wire.observeSent('n2', late, 51);
    wire.forgot('n3', 100);
    wire.observeEntry('n3', early, 110);
    assert.equal(wire.caughtUpMs('n3'), undefined);
    wire.forgot('n2', 120);
    assert.equal(wire.caughtUpMs('n3'), 20);
  });

  it('still waits for what a third node holds when another one is gone', () => {
    const wire = watched();
    const late = entryAt('n2', 50);
    spread(wire, late, { n1: 60, n3: 70 });
    wire.forgot('n3', 100);
    wire.forgot('n2', 120);
    assert.equal(wire.caughtUpMs('n3'), undefined);
    wire.observeEntry('n3', late, 140);
    assert.equal(wire.caughtUpMs('n3'), 40);
  });

  it('must be reached again by a converged write, for its origin may not have heard of the first time', () => {
    const wire = watched();
    const [one, own] = [entryAt('n1', 10), entryAt('n3', 15, 'b')];
    spread(wire, one, { n2: 20, n3: 30 });
    spread(wire, own, { n1: 20, n2: 20 });
    wire.forgot('n3', 100);
    assert.equal(wire.pending, 0, 'it has converged');
    spread(wire, own, { n3: 120 });
    wire.observeEntry('n3', one, 150);
    wire.observeEntry('n3', one, 170);
    const { leastMs, mostMs } = wire.result().reportable;
    assert.deepEqual([leastMs.count, leastMs.max, mostMs.max], [1, 20, 140]);
    assert.equal(wire.result().convergence.max, 20);
  });

  it('makes nobody remember what nobody asked to be remembered', () => {
    const wire = new WireConvergence(NODES);
    const one = entryAt('n1', 10);
    spread(wire, one, { n2: 20, n3: 30 });
    wire.forgot('n3', 100);
    wire.observeEntry('n3', one, 150);
    assert.equal(wire.result().reportable.mostMs.max, 20);
  });

  it('is forgotten with what had converged', () => {
    const wire = watched();
    const one = entryAt('n1', 10);
    spread(wire, one, { n2: 20, n3: 30 });
    wire.forgot('n3', 100);
    wire.observeEntry('n3', one, 150);
    wire.forgetConverged();
    spread(wire, entryAt('n1', 200), { n2: 210, n3: 240 });
    const { leastMs, mostMs } = wire.result().reportable;
    assert.deepEqual([leastMs.count, leastMs.max, mostMs.max], [1, 40, 40]);
    wire.forgot('n2', 300);
    assert.deepEqual([wire.convergedTimes.convergenceMs.length, wire.slowest().length], [1, 1]);
  });

  it('is forgotten with what had converged before it was reached again', () => {
    const wire = watched();
    const one = entryAt('n1', 10);
    spread(wire, one, { n3: 20 });
    wire.forgot('n3', 100);
    wire.observeEntry('n2', one, 130);
    wire.observeEntry('n3', one, 150);
    assert.equal(wire.result().reportable.leastMs.max, 120);
    wire.forgetConverged();
    spread(wire, entryAt('n1', 200), { n2: 210, n3: 240 });
    assert.equal(wire.result().reportable.leastMs.max, 40);
  });

  it('waits for what it had held, and once for what it had not', () => {
    const wire = watched();
    const one = entryAt('n1', 10);
    spread(wire, one, { n2: 20 });
    wire.forgot('n3', 100);
    wire.observeEntry('n3', one, 150);
    const { leastMs, mostMs } = wire.result().reportable;
    assert.deepEqual([wire.pending, leastMs.max, mostMs.max], [0, 140, 140]);
  });

  it('is one of several whose first times count', () => {
    const wire = new WireConvergence([...NODES, 'n4']);
    wire.expectLosses();
    const one = entryAt('n1', 10);
    spread(wire, one, { n2: 20, n3: 30 });
    for (const node of ['n2', 'n3']) wire.forgot(node, 100);
    wire.observeEntry('n4', one, 40);
    for (const node of ['n2', 'n3']) wire.observeEntry(node, one, 150);
    const { leastMs, mostMs } = wire.result().reportable;
    assert.deepEqual([wire.pending, leastMs.max, mostMs.max], [0, 30, 140]);
  });

  it('has to hold what the first of the others holds, where that is the latest', () => {
    const wire = watched();
    const [early, late] = [entryAt('n2', 10), entryAt('n1', 20)];
    spread(wire, early, { n3: 30 });
    spread(wire, late, { n3: 30 });
    wire.forgot('n3', 100);
    wire.observeEntry('n3', early, 110);
    assert.equal(wire.caughtUpMs('n3'), undefined);
    wire.observeEntry('n3', late, 120);
    assert.equal(wire.caughtUpMs('n3'), 20);
  });

  it('need not hold what was written after its new life began, whoever is killed then', () => {
    const wire = watched();
    const [before, after] = [entryAt('n1', 10), entryAt('n1', 110)];
    spread(wire, before, { n2: 20, n3: 30 });
    wire.forgot('n3', 100);
    spread(wire, after, { n2: 115 });
    wire.forgot('n2', 120);
    wire.observeEntry('n3', before, 130);
    assert.equal(wire.caughtUpMs('n3'), 30);
  });

  it('has to hold the latest of what a killed node left, and nothing earlier will do', () => {
    const wire = watched();
    const [first, second, gone] = [entryAt('n1', 10), entryAt('n1', 20), entryAt('n2', 50)];
    for (const one of [first, second]) spread(wire, one, { n2: 30, n3: 30 });
    wire.observeSent('n2', gone, 51);
    wire.forgot('n3', 100);
    wire.observeEntry('n3', first, 110);
    wire.forgot('n2', 120);
    assert.equal(wire.caughtUpMs('n3'), undefined);
    wire.observeEntry('n3', second, 130);
    assert.equal(wire.caughtUpMs('n3'), 30);
  });

  it('is not waited for by writes that are forgotten meanwhile', () => {
    const wire = watched();
    const one = entryAt('n1', 10);
    spread(wire, one, { n2: 20, n3: 30 });
    wire.forgot('n3', 100);
    wire.forgetConverged();
    spread(wire, entryAt('n1', 200, 'b'), { n2: 210, n3: 240 });
    wire.observeEntry('n3', one, 250);
    assert.equal(wire.result().reportable.mostMs.max, 40);
  });

  it('is not waited for by more writes than a bound: the older half of them is left as it is', () => {
    const most = (writes: number): number[] => {
      const wire = new WireConvergence(NODES, { ...DEFAULT_LIMITS, maxRemembered: 4 });
      wire.expectLosses();
      const all = Array.from({ length: writes }, (_, i) => entryAt('n1', 10 * (i + 1), `k${i}`));
      for (const one of all.slice(0, 4)) spread(wire, one, { n2: one[3] + 1, n3: one[3] + 1 });
      wire.forgot('n3', 1000);
      for (const one of all.slice(4)) spread(wire, one, { n2: one[3] + 1, n3: one[3] + 1 });
      for (const one of all) wire.observeEntry('n3', one, 2000);
      return [...wire.result().reportable.sortedMs];
    };
    assert.deepEqual(most(4), [1960, 1970, 1980, 1990], 'no more than the bound');
    assert.deepEqual(most(5), [1, 1, 1, 1960, 1970]);
  });

  it('has its open writes counted no more, wherever they come later', () => {
    const wire = watched();
    const own = entryAt('n3', 10);
    wire.observeSent('n3', own, 11);
    wire.forgot('n3', 100);
    for (const node of NODES) wire.observeEntry(node, own, 150);
    assert.deepEqual([wire.pending, wire.result().convergence.count], [0, 0]);
  });

  it('gives its open writes up, and no others', () => {
    const wire = watched();
    wire.observeSent('n3', entryAt('n3', 10), 11);
    wire.observeSent('n1', entryAt('n1', 20), 21);
    wire.observeEntry('n3', entryAt('n1', 20), 30);
    wire.forgot('n3', 100);
    assert.deepEqual(wire.pendingWrites(5), [{ origin: 'n1#0', seq: 20, missingAt: ['n2', 'n3'] }]);
    wire.observeEntry('n2', entryAt('n1', 20), 130);
    assert.equal(wire.pending, 1, 'it has to come to n3 a second time');
    wire.observeEntry('n3', entryAt('n1', 20), 150);
    assert.deepEqual([wire.pending, wire.result().convergence.max], [0, 130]);
  });
});
