/** How a run went: its timeline, the curve of its convergence, the trees of its writes, from small histories by hand. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { convergenceCurve } from '../../../src/report/parts/convergence-curve.ts';
import { COURSE_LIMITS, type Arrival } from '../../../src/report/schema/course-schema.ts';
import { boundedSpread } from '../../../src/report/parts/bounded-spread.ts';
import { timelineOf } from '../../../src/report/parts/timeline.ts';
import type { Operation } from '../../../src/check/history.ts';

const START_MS = 5_000;

let lastId = 0;

function operation(kind: 'read' | 'write', atMs: number, changes: Partial<Operation> = {}): Operation {
  const invokedAtMs = START_MS + atMs;
  const [id, node, key, value] = [++lastId, 'n1', 'k', '1'];
  const completedAtMs = invokedAtMs + 1;
  const scheduledAtMs = invokedAtMs;
  return {
    id,
    node,
    key,
    value,
    kind,
    scheduledAtMs,
    invokedAtMs,
    completedAtMs,
    error: undefined,
    ...changes,
  };
}

const EMPTY = { operations: [], staleReads: undefined, converged: undefined, pendingSinceMs: [] };

describe('the timeline', () => {
  it('counts each operation in the step in which it started, and what became of it', () => {
    const stale = operation('read', 150);
    const { stepMs, steps } = timelineOf({
      startMs: START_MS,
      loadMs: 300,
      operations: [
        ...[operation('write', -1), operation('read', 0), operation('read', 99), stale],
        ...[
          operation('write', 210, { error: 'crash' }),
          operation('read', 220, { completedAtMs: undefined }),
        ],
        ...[{ ...operation('write', 230), timedOut: true }, operation('write', 300)],
      ],
      staleReads: [stale],
      converged: { acceptedAtMs: [5_000, 5_050, 5_299, 5_010], convergenceMs: [30, 130, 500, 20] },
      pendingSinceMs: [5_120, 5_100],
    });
    assert.equal(stepMs, 100);
    assert.deepEqual(steps, [
      {
        ...{ writes: 1, reads: 2, errors: 0, staleReads: 0 },
        ...{ pending: 2, converged: 3, p50Ms: 30, maxMs: 130 },
      },
      {
        ...{ writes: 0, reads: 1, errors: 0, staleReads: 1 },
        ...{ pending: 2, converged: 0, p50Ms: null, maxMs: null },
      },
      {
        ...{ writes: 1, reads: 0, errors: 3, staleReads: 0 },
        ...{ pending: 3, converged: 1, p50Ms: 500, maxMs: 500 },
      },
    ]);
  });

  it('says nothing of what nobody saw', () => {
    const { steps } = timelineOf({ ...EMPTY, startMs: 0, loadMs: 50 });
    assert.deepEqual(
      steps.map(({ pending, staleReads, p50Ms }) => [pending, staleReads, p50Ms]),
      [[null, null, null]],
    );
  });

  it('has steps of a round length, and no more than the report bears', () => {
    const lengths = [0, 1, 20_000, 20_001, 60_000, 3_600_000].map((loadMs) => {
      const { stepMs, steps } = timelineOf({ ...EMPTY, startMs: 0, loadMs });
      assert.ok(steps.length <= COURSE_LIMITS.steps && steps.length * stepMs >= loadMs - stepMs / 2);
      return stepMs;
    });
    assert.deepEqual(lengths, [100, 100, 100, 200, 500, 20_000]);
  });
});

describe('the curve of convergence', () => {
  it('has every value where there are few, and of equal ones the greatest share', () => {
    assert.equal(convergenceCurve([]), null);
    assert.deepEqual(convergenceCurve([30, 10, 30, 20]), [
      { ms: 10, share: 0.25 },
      { ms: 20, share: 0.5 },
      { ms: 30, share: 1 },
    ]);
  });

  it('has more of the slowest where there are many: p99.9 and p99.99 to the write', () => {
    const many = Array.from({ length: 100_000 }, (_, at) => at + 1);
    const curve = convergenceCurve(many) ?? [];
    const at = (share: number): number => curve.find((point) => point.share >= share)?.ms ?? NaN;
    assert.ok(curve.length <= COURSE_LIMITS.curvePoints);
    for (const [share, within] of [
      [0.5, 0.01],
      [0.99, 0.002],
      [0.999, 0.0002],
      [0.9999, 0.00002],
    ] as const)
      assert.ok(Math.abs(at(share) / many.length - share) <= within, `${share}: ${at(share)}`);
    assert.deepEqual(
      curve.slice(-2).map(({ ms }) => ms),
      [99_999, 100_000],
    );
  });

  it('rises, from the least to the greatest, and tells the true share', () => {
    const values = fc.array(fc.nat({ max: 3_000 }), { minLength: 1, maxLength: 2_000 });
    fc.assert(
      fc.property(values, (ms) => {
        const curve = convergenceCurve(ms) ?? [];
        assert.ok(curve.length <= COURSE_LIMITS.curvePoints);
        assert.deepEqual([curve[0]?.ms, curve.at(-1)], [Math.min(...ms), { ms: Math.max(...ms), share: 1 }]);
        curve.forEach((point, index) => {
          assert.equal(point.share, ms.filter((value) => value <= point.ms).length / ms.length);
          const before = curve[index - 1];
          assert.ok(before === undefined || (before.ms < point.ms && before.share < point.share));
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('the tree of a write', () => {
  const arrival = (node: string, from: string, appliedAtMs: number): Arrival => ({
    ...{ node, from, appliedAtMs, sentAtMs: appliedAtMs - 1, hops: 1 },
  });

  it('is in order of time, with the first arrival at each node', () => {
    const all = [arrival('n3', 'n2', 9), arrival('n2', 'n1', 4), arrival('n3', 'n1', 12)];
    const { arrivals, omitted } = boundedSpread({ origin: 'n1', arrivals: all, laterVersions: [] });
    assert.equal(omitted, 0);
    assert.deepEqual(
      arrivals.map(({ node, appliedAtMs }) => [node, appliedAtMs]),
      [
        ['n2', 4],
        ['n3', 9],
      ],
    );
  });

  it('keeps the last arrivals and the ways to them where there are too many', () => {
    const all = [
      ...[arrival('n2', 'n1', 1), arrival('n3', 'n1', 2), arrival('n4', 'n2', 3)],
      ...[arrival('n5', 'n3', 4), arrival('n6', 'n4', 5)],
    ];
    const nodes = (limit: number): string =>
      boundedSpread({ origin: 'n1', arrivals: all, laterVersions: [] }, limit)
        .arrivals.map(({ node }) => node)
        .join(' ');
    assert.equal(nodes(5), 'n2 n3 n4 n5 n6');
    assert.equal(nodes(3), 'n2 n4 n6');
    assert.equal(nodes(4), 'n2 n3 n4 n6', 'n5 would come without its way, n3 comes with it');
  });

  it('shares its bound with those that took in a later version, and counts what it left out', () => {
    const arrivals = [arrival('n2', 'n1', 1), arrival('n3', 'n2', 9), arrival('n4', 'n1', 3)];
    const laterVersions = [
      ...[
        { node: 'n5', atMs: 7 },
        { node: 'n6', atMs: 2 },
      ],
      ...[
        { node: 'n4', atMs: 3 },
        { node: 'n2', atMs: 6 },
      ],
    ];
    const spread = (limit: number): unknown => {
      const bounded = boundedSpread({ origin: 'n1', arrivals, laterVersions }, limit);
      const nodes = [bounded.arrivals, bounded.laterVersions].map((list) => list.map(({ node }) => node));
      return [...nodes, bounded.omitted];
    };
    // n2 took in one key's later version after the write itself; n4 had the write no later than that.
    assert.deepEqual(spread(6), [['n2', 'n4', 'n3'], ['n6', 'n2', 'n5'], 0]);
    assert.deepEqual(spread(3), [['n2', 'n3'], ['n2', 'n5'], 2]);
  });
});
