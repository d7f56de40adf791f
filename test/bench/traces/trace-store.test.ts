/** What is kept of the spans that arrive: the trees of slow writes, and no more than a bound. */

import assert from 'node:assert/strict';
import { TraceStore } from '../../../src/bench/traces/trace-store.ts';
import type { SlowestWrite } from '../../../src/check/audit/slowest-writes.ts';

const ORIGIN = 'n1#1';

function write(seq: number, appliedAt: readonly string[] = []): SlowestWrite {
  return {
    origin: ORIGIN,
    seq,
    key: 7,
    acceptedAtMs: 1_000,
    convergenceMs: 50,
    appliedAt,
    laterVersions: [],
  };
}

function applied(seq: number, node: string, from: string, delayMs: number) {
  const application = { node, from, hops: 1, sentAtMs: 1_000 + delayMs - 20, delayMs };
  return { traceId: `trace ${seq}`, origin: ORIGIN, seq, application };
}

describe('the store of traces', () => {
  it('describes a write as the tree along which it spread', () => {
    const store = new TraceStore({ mayBeSlowest: () => true });
    store.add(applied(1, 'n3', 'n2', 50));
    store.add({ traceId: 'trace 1', origin: ORIGIN, seq: 1, application: undefined });
    store.add(applied(1, 'n2', 'n1', 25));
    assert.deepEqual(store.describe(write(1, ['n2', 'n3', 'n4']), 400), {
      key: '7',
      origin: 'n1',
      acceptedAtMs: 600,
      convergenceMs: 50,
      traceId: 'trace 1',
      arrivals: [
        { node: 'n2', from: 'n1', sentAtMs: 5, appliedAtMs: 25, hops: 1 },
        { node: 'n3', from: 'n2', sentAtMs: 30, appliedAtMs: 50, hops: 1 },
      ],
      laterVersions: [],
      arrivalsOmitted: 1,
    });
  });

  it("keeps the wire's convergence, and tells who took in a later version and when", () => {
    const store = new TraceStore({ mayBeSlowest: () => true });
    store.add(applied(1, 'n2', 'n1', 50.5));
    store.add(applied(1, 'n4', 'n1', 45));
    const later = ['n3', 'n4'].map((node, index) => ({ node, atMs: 40 - index }));
    const described = store.describe({ ...write(1, ['n2', 'n4']), laterVersions: later }, 0);
    assert.equal(described.convergenceMs, 50);
    assert.deepEqual(
      described.laterVersions,
      [{ node: 'n3', atMs: 40 }],
      'n4 has it of its own later than that',
    );
    assert.equal(described.arrivalsOmitted, 0);
  });

  it('lists a write without a trace, and without a tree', () => {
    const { traceId, arrivals, arrivalsOmitted } = new TraceStore({ mayBeSlowest: () => true }).describe(
      write(1, ['n2']),
      0,
    );
    assert.deepEqual([traceId, arrivals, arrivalsOmitted], [null, [], 0]);
  });

  it('forgets writes that are not slow any more, and takes nothing of them in', () => {
    const slow = new Set([1, 2, 3]);
    const store = new TraceStore({ mayBeSlowest: (_, seq) => slow.has(seq), maxSpans: 6 });
    for (const seq of [1, 2, 3]) store.add(applied(seq, 'n2', 'n1', 20));
    assert.equal(store.size, 6);
    slow.delete(2);
    store.add(applied(1, 'n3', 'n1', 20));
    store.add(applied(2, 'n3', 'n1', 20));
    assert.deepEqual([store.size, store.refused], [5, 0]);
    assert.equal(store.describe(write(2), 0).traceId, null);
    assert.equal(store.describe(write(1), 0).arrivals.length, 2);
  });

  it('refuses what is beyond its bound, and counts it', () => {
    const store = new TraceStore({ mayBeSlowest: () => true, maxSpans: 4 });
    for (const seq of [1, 2, 3, 4]) store.add(applied(seq, 'n2', 'n1', 20));
    assert.deepEqual([store.size, store.refused], [4, 2]);
  });
});
