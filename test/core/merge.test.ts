/** Merging is commutative, associative and idempotent: replicas that saw the same entries hold the same values. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HybridClock } from '../../src/core/store/clock.ts';
import { mergeEntries, type MergeTarget } from '../../src/core/merge.ts';
import { Store } from '../../src/core/store/store.ts';
import { VersionVector } from '../../src/core/store/version-vector.ts';
import type { NodeId, Origin } from '../../src/protocol/names.ts';
import type { GossipBody, WireEntry } from '../../src/protocol/gossip.ts';

const KEYS = ['a', 'b', 1, '1'];

/** Entries as origins make them: clocks rise with the sequence numbers, and concurrent writes of two origins may tie. */
const histories = fc
  .array(
    fc.record({
      origin: fc.constantFrom('n1#0', 'n2#0', 'n3#0'),
      step: fc.integer({ min: 1, max: 3 }),
      keys: fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 2 }),
    }),
    { maxLength: 25 },
  )
  .map((writes) => {
    const clocks = new Map<string, { seq: number; clockUs: number }>();
    return writes.map(({ origin, step, keys }, i): WireEntry => {
      const last = clocks.get(origin) ?? { seq: 0, clockUs: 1000 };
      const next = { seq: last.seq + 1, clockUs: last.clockUs + step };
      clocks.set(origin, next);
      return [origin as Origin, next.seq, next.clockUs, next.clockUs / 1000, 1, keys.map((key) => [key, i])];
    });
  });

class Merged implements MergeTarget {
  readonly store = new Store(1000);
  readonly seen = new VersionVector(1000);
  readonly clock = new HybridClock();
  readonly traceIds = undefined;
  unclaimedFrom = Infinity;
  readonly messageAgeLimitMs = Infinity;

  constructor(...messages: (readonly WireEntry[])[]) {
    for (const entries of messages) this.receive(entries);
  }

  clockLimitUs(): number {
    return Infinity;
  }

  completeThroughMs(): number {
    return -Infinity;
  }

  keepEntry(): void {
    // Nobody keeps it.
  }

  receive(entries: readonly WireEntry[]): void {
    const body: GossipBody = { type: 'delta', origin: 'n9#0' as Origin, at: 5, seq: 0, stable: 0, entries };
    mergeEntries(body, 'n9' as NodeId, 10, this, []);
  }

  get state(): unknown {
    const values = KEYS.map((key) => [key, this.store.valueOf(key)]);
    return {
      values,
      seen: this.seen.all().map((known) => [known.origin, known.through, known.beyond]),
    };
  }
}

describe('merge laws', () => {
  it('is commutative: any order of arrival gives the same state', () => {
    fc.assert(
      fc.property(
        histories.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) =>
          assert.deepEqual(new Merged(...shuffled.map((entry) => [entry])).state, new Merged(all).state),
      ),
    );
  });

  it('is associative: any grouping into messages gives the same state', () => {
    fc.assert(
      fc.property(histories, fc.nat(25), fc.nat(25), (all, x, y) => {
        const [i, j] = [Math.min(x, y), Math.max(x, y)];
        assert.deepEqual(
          new Merged(all.slice(0, i), all.slice(i, j), all.slice(j)).state,
          new Merged(all).state,
        );
      }),
    );
  });

  it('is idempotent: what arrives again changes nothing', () => {
    fc.assert(
      fc.property(
        histories.chain((all) => fc.tuple(fc.constant(all), fc.subarray(all))),
        ([all, again]) => assert.deepEqual(new Merged(all, again, all).state, new Merged(all).state),
      ),
    );
  });

  it('holds the latest version of each key, as a plain maximum finds it', () => {
    fc.assert(
      fc.property(histories, (all) => {
        const merged = new Merged(all);
        for (const key of KEYS) {
          const writes = all.filter((entry) => entry[5].some(([written]) => written === key));
          writes.sort((a, b) => b[2] - a[2] || (a[0] < b[0] ? 1 : -1));
          const latest = writes[0]?.[5].find(([written]) => written === key)?.[1];
          assert.equal(
            merged.store.valueOf(key),
            latest === undefined ? undefined : String(latest as number),
          );
        }
      }),
    );
  });

  it('leaves an overwritten entry unseen until the later version is held', () => {
    const stub: WireEntry = ['n1#0' as Origin, 1, 1001, 1.001, 1, [['a']]];
    const later: WireEntry = ['n2#0' as Origin, 1, 1005, 1.005, 1, [['a', 'new']]];
    const merged = new Merged([stub]);
    assert.equal(merged.seen.has('n1#0' as Origin, 1), false);
    merged.receive([stub, later]);
    assert.equal(merged.seen.has('n1#0' as Origin, 1), true);
    assert.equal(merged.store.valueOf('a'), '"new"');
  });

  it('holds a transaction of which one value came and the other was overwritten by what is held', () => {
    const half: WireEntry = ['n1#0' as Origin, 1, 1001, 1.001, 1, [['a'], ['b', 2]]];
    const later: WireEntry = ['n2#0' as Origin, 1, 1005, 1.005, 1, [['a', 'new']]];
    const merged = new Merged([half]);
    assert.deepEqual(
      [merged.seen.has('n1#0' as Origin, 1), merged.store.valueOf('b')],
      [false, '2'],
      'the value is taken in, and nothing is claimed',
    );
    assert.equal(new Merged([later], [half]).seen.has('n1#0' as Origin, 1), true);
  });

  it('takes in once what stands twice in a message', () => {
    const value: WireEntry = ['n1#0' as Origin, 2, 2000, 2, 1, [['a', 2]]];
    const stamp: WireEntry = ['n1#0' as Origin, 1, 1000, 1, 1, [['a']]];
    const target = new Merged();
    const body: GossipBody = {
      ...{ type: 'delta', origin: 'n9#0' as Origin, at: 5, seq: 0, stable: 0 },
      entries: [stamp, value, stamp, value],
    };
    const { fresh, duplicates } = mergeEntries(body, 'n9' as NodeId, 10, target, []);
    assert.deepEqual(
      [fresh.map(({ seq }) => seq), duplicates.map(({ seq }) => seq)],
      [
        [2, 1],
        [2, 1],
      ],
    );
  });
});
