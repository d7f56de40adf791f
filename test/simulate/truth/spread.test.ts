/** The slowest writes of a simulation: each with the whole tree along which it spread. */

import assert from 'node:assert/strict';
import type { NodeId } from '../../../src/protocol/names.ts';
import { COURSE_LIMITS } from '../../../src/report/schema/course-schema.ts';
import { KeyTruth, type TrueWrite } from '../../../src/simulate/truth/key-truth.ts';
import { Spread } from '../../../src/simulate/truth/spread.ts';
import { runOf } from '../settings.ts';
import { N1, trueWrite, X, Y } from './true-write.ts';

describe('the spread of the slowest writes', function () {
  this.timeout(30_000);

  it('reaches every other replica once, from one that had it, later than there', () => {
    const changes = { nodes: 12, ratePerSec: 20, durationMs: 3_000, keys: 10_000 };
    const run = runOf({ ...changes, gossip: { strategy: 'plumtree' } }, 'partition');
    assert.deepEqual(run.problems, []);
    const { slowestWrites, observedConvergenceMs, simulation } = run;
    assert.equal(slowestWrites.length, COURSE_LIMITS.slowestWrites);
    assert.equal(slowestWrites[0]?.convergenceMs, observedConvergenceMs?.max);
    const names = simulation.cluster.nodes.map(({ name }) => name as string);
    for (const { origin, arrivals, arrivalsOmitted, convergenceMs, acceptedAtMs } of slowestWrites) {
      assert.equal(arrivalsOmitted, 0);
      assert.ok(acceptedAtMs >= 0 && acceptedAtMs < 3_000);
      // Keys are many: no write is overwritten on its way.
      assert.deepEqual([origin, ...arrivals.map(({ node }) => node)].sort(), names.toSorted());
      for (const { node, from, sentAtMs, appliedAtMs, hops } of arrivals) {
        const parent = arrivals.find((one) => one.node === from);
        assert.ok(from === origin || parent !== undefined, `${node} has it from ${from}, which has not`);
        assert.equal(hops, (parent?.hops ?? 0) + 1);
        assert.ok((sentAtMs ?? -1) >= (parent?.appliedAtMs ?? 0) && appliedAtMs > (sentAtMs ?? Infinity));
      }
      assert.equal(arrivals.at(-1)?.appliedAtMs, convergenceMs);
    }
    const spans = run.timeline.steps.reduce((sum, { converged }) => sum + converged, 0);
    assert.equal(spans, observedConvergenceMs?.count);
    assert.equal(Math.max(...run.timeline.steps.map(({ maxMs }) => maxMs ?? 0)), observedConvergenceMs?.max);
    assert.equal(run.convergenceCurve?.at(-1)?.ms, observedConvergenceMs?.max);
  });

  it('shows what made a write slow where replicas took in a later version instead', () => {
    const changes = { nodes: 8, ratePerSec: 40, durationMs: 3_000, keys: 3 };
    const { slowestWrites, simulation } = runOf(changes, 'partition');
    const names = simulation.cluster.nodes.map(({ name }) => name as string);
    assert.ok(slowestWrites.some(({ laterVersions }) => laterVersions.length > 0));
    for (const { origin, arrivals, laterVersions, convergenceMs, arrivalsOmitted } of slowestWrites) {
      assert.equal(arrivalsOmitted, 0);
      assert.deepEqual(
        [origin, ...[...arrivals, ...laterVersions].map(({ node }) => node)].sort(),
        names.toSorted(),
      );
      const times = [
        ...arrivals.map(({ appliedAtMs }) => appliedAtMs),
        ...laterVersions.map(({ atMs }) => atMs),
      ];
      assert.equal(Math.max(...times), convergenceMs);
    }
  });

  it('leaves out what is more than a report bears, and says how much', () => {
    const [slowest] = runOf({ nodes: 1_100, ratePerSec: 1, durationMs: 1_000, readRatio: 0 }).slowestWrites;
    assert.equal(slowest?.arrivals.length, COURSE_LIMITS.arrivals);
    assert.equal(slowest.arrivalsOmitted, 1_099 - COURSE_LIMITS.arrivals);
  });
});

describe('the spread of a write', () => {
  const arrival = (appliedAtMs: number) => ({
    ...({
      type: 'applied',
      dot: { origin: N1, seq: 1 },
      from: 'n1' as NodeId,
      hops: 1,
      propagationMs: 0,
    } as const),
    ...{ departedAtMs: 10, appliedAtMs, traceparent: undefined },
  });

  it('ends with its convergence: what comes again to a node that lost its memory is none of it', () => {
    const spread = new Spread(new Map());
    const write = trueWrite(10);
    spread.accepted(write);
    spread.applied(write, 'n2' as NodeId, arrival(30));
    spread.converged(write, 20);
    spread.applied(write, 'n2' as NodeId, arrival(90));
    spread.converged(write, 80);
    assert.deepEqual(
      spread.slowest(['n1', 'n2'], 0).map(({ convergenceMs, arrivals }) => [convergenceMs, arrivals.length]),
      [[20, 1]],
    );
  });

  it('stands after those that took as long and converged before', () => {
    const spread = new Spread(new Map());
    const [first, second, slower] = [10, 20, 30].map((atMs) => trueWrite(atMs)) as [
      TrueWrite,
      TrueWrite,
      TrueWrite,
    ];
    for (const [write, ms] of [
      [first, 5],
      [second, 5],
      [slower, 6],
    ] as const) {
      spread.accepted(write);
      spread.converged(write, ms);
    }
    assert.deepEqual(
      spread.slowest(['n1'], 0).map(({ acceptedAtMs }) => acceptedAtMs),
      [30, 10, 20],
    );
  });

  it('has for each node the last time that it took up something later, of any of its keys', () => {
    const write = trueWrite(10, { keys: [X, Y] });
    const keys = new Map([X, Y].map((name) => [name, new KeyTruth(name, 3)]));
    for (const [name, atMs] of [
      [X, 50],
      [Y, 40],
    ] as const)
      keys.get(name)?.step(1, { clockUs: 20_000, origin: N1 }, 2, atMs);
    const spread = new Spread(keys);
    spread.accepted(write);
    spread.converged(write, 40);
    assert.deepEqual(spread.slowest(['n1', 'n2', 'n3'], 0)[0]?.laterVersions, [{ node: 'n2', atMs: 40 }]);
  });
});
