/** What becomes of each entry of a message: taken in, known already, too early, too late, or held and not claimed. */

import assert from 'node:assert/strict';
import type { NodeEvent } from '../../src/core/events.ts';
import { mergeEntries, type Merged, type MergeTarget } from '../../src/core/merge.ts';
import { HybridClock } from '../../src/core/store/clock.ts';
import { Log } from '../../src/core/store/log.ts';
import { Store } from '../../src/core/store/store.ts';
import { VersionVector } from '../../src/core/store/version-vector.ts';
import type { GossipBody, WireEntry, WireWrite } from '../../src/protocol/gossip.ts';
import { DELETED, type JsonText, type NodeId, type Origin } from '../../src/protocol/names.ts';
import { entryWith } from './entries.ts';

const [L2, L3] = ['n2#0', 'n3#0'] as Origin[] as [Origin, Origin];
const N2 = 'n2' as NodeId;
const NOW = 5000;
const LIMIT_US = 1e6;
const MOST_AGE_MS = 300;

class Target implements MergeTarget {
  readonly store = new Store(100);
  readonly seen: VersionVector;
  readonly log: Log;
  readonly clock = new HybridClock();
  readonly traceIds = undefined;
  readonly messageAgeLimitMs = MOST_AGE_MS;
  unclaimedFrom = Infinity;
  readonly events: NodeEvent[] = [];
  readonly kept: string[] = [];

  constructor(gapRuns = 100) {
    this.seen = new VersionVector(gapRuns);
    this.log = new Log(this.seen, { logEntries: 100, logSpan: 100 });
  }

  clockLimitUs(): number {
    return LIMIT_US;
  }

  completeThroughMs(): number {
    return -Infinity;
  }

  keepEntry({ origin, seq }: { readonly origin: Origin; readonly seq: number }, isClaimed: boolean): void {
    this.kept.push(`${origin}:${seq}${isClaimed ? '' : ' unclaimed'}`);
  }

  receive(entries: readonly WireEntry[] | undefined, ageMs = 0, now = NOW): Merged {
    const body = { type: 'delta', origin: L2, at: now - ageMs, seq: 0, stable: 0 } as const;
    const message: GossipBody = entries === undefined ? body : { ...body, entries };
    return mergeEntries(message, N2, now, this, this.events);
  }

  /** `outcome count` of each event since the last call, but for values that were applied. */
  get told(): string[] {
    return this.events.splice(0).flatMap((event) => {
      if (event.type === 'received') return [`${event.outcome} ${event.count}`];
      return event.type === 'dropped' ? [`dropped ${event.what} ${event.count}`] : [];
    });
  }
}

const wire = (origin: Origin, seq: number, clockUs: number, ...writes: WireWrite[]): WireEntry => [
  ...([origin, seq, clockUs, clockUs / 1000, 1] as const),
  writes,
];
const seqs = (list: readonly { readonly seq: number }[]): number[] => list.map(({ seq }) => seq);

describe('an entry that comes', () => {
  let target: Target;
  beforeEach(() => (target = new Target()));

  it('is applied where its value wins, with all that is told of it', () => {
    const merged = target.receive([wire(L3, 1, 4000, ['x', 1], ['y', 'two'])], 20);
    assert.deepEqual([seqs(merged.fresh), merged.duplicates, merged.early, merged.late], [[1], [], [], 0]);
    const [entry] = merged.fresh;
    assert.deepEqual(
      [entry?.keys, entry?.from, entry?.hops, entry?.heldAtMs, entry?.arrival],
      [['x', 'y'], N2, 1, NOW, 0],
    );
    assert.deepEqual(target.events, [
      {
        ...{ type: 'applied', dot: entry, from: N2, hops: 1, propagationMs: NOW - 4 },
        ...{ departedAtMs: NOW - 20, appliedAtMs: NOW, traceparent: undefined },
      },
    ]);
    assert.deepEqual([target.kept, target.clock.lastUs], [['n3#0:1'], 4000]);
    assert.deepEqual([target.store.valueOf('x'), target.store.valueOf('y')], ['1', '"two"']);
    assert.deepEqual(target.receive(undefined), { fresh: [], duplicates: [], early: [], late: 0 });
  });

  it('is superseded where a later version is held: it has been held since then', () => {
    target.receive([wire(L3, 1, 4000, ['x', 1])]);
    target.receive([wire(L3, 2, 4100, ['y', 1])], 0, NOW + 50);
    const merged = target.receive([wire(L2, 1, 3000, ['x', 2], ['y', 2])], 0, NOW + 90);
    assert.deepEqual(
      [seqs(merged.fresh), merged.fresh[0]?.heldAtMs, target.told],
      [[1], NOW + 50, ['superseded 1']],
    );
    assert.equal(target.store.valueOf('x'), '1');
  });

  it('is a duplicate where its write was seen, or the log still has it', () => {
    const [first] = target.receive([wire(L3, 1, 4000, ['x', 1])]).fresh;
    assert.ok(first !== undefined);
    const again = target.receive([wire(L3, 1, 4000, ['x', 1]), wire(L3, 1, 4000, ['x'])]);
    assert.deepEqual([seqs(again.fresh), seqs(again.duplicates), target.told], [[], [1, 1], ['duplicate 2']]);
    target.log.add(first);
    assert.equal(
      target.receive([wire(L3, 1, 4000, ['x', 1])]).duplicates[0],
      first,
      'the log has the entry itself',
    );
    target.events.length = 0;
    const forgetful = new Target(0);
    const logged = entryWith({ origin: L3, seq: 5, clockUs: 9 });
    forgetful.store.put('x', logged, '1' as JsonText, -Infinity);
    forgetful.log.add(logged);
    assert.deepEqual(forgetful.receive([wire(L3, 5, 9, ['x', 1])]).duplicates, [logged]);
  });

  it('is taken in though its write counts as seen, where its value wins: somebody claimed it wrongly', () => {
    target.seen.add(L3, 1);
    assert.deepEqual(seqs(target.receive([wire(L3, 1, 4000, ['x', 1])]).fresh), [1]);
    assert.equal(target.store.valueOf('x'), '1');
    // But not where its key may have been deleted since.
    const tombstone = entryWith({ clockUs: 5000, keys: ['gone'] });
    target.store.put('gone', tombstone, DELETED, -Infinity);
    target.store.forget([['gone', tombstone]]);
    target.seen.add(L3, 2);
    assert.deepEqual(seqs(target.receive([wire(L3, 2, 4500, ['gone', 1])]).duplicates), [2]);
    assert.equal(target.store.valueOf('gone'), undefined);
  });

  it('is too early where its version is later than the clock permits, and is not seen', () => {
    const [permitted, early] = [wire(L3, 1, LIMIT_US, ['x', 1]), wire(L3, 2, LIMIT_US + 1, ['x', 2])];
    const merged = target.receive([early, permitted]);
    assert.deepEqual([seqs(merged.fresh), merged.early, target.seen.has(L3, 2)], [[1], [early], false]);
    assert.equal(target.clock.lastUs, LIMIT_US, 'the clock does not follow it');
  });

  it('is too late where its message is old and it brings a key that is not here', () => {
    target.receive([wire(L3, 1, 4000, ['x', 1])]);
    const list = [wire(L3, 2, 4001, ['x', 2]), wire(L3, 3, 4002, ['y', 1]), wire(L3, 4, 4003, ['y'])];
    const merged = target.receive(list, MOST_AGE_MS + 1);
    assert.deepEqual([seqs(merged.fresh), merged.late, target.told], [[2], 1, ['late 1']]);
    assert.deepEqual(seqs(target.receive([wire(L3, 3, 4002, ['y', 1])], MOST_AGE_MS).fresh), [3]);
  });

  it('that is too much to remember is held, and comes again', () => {
    const forgetful = new Target(1);
    forgetful.receive([wire(L3, 5, 4000, ['x', 1]), wire(L3, 9, 4001, ['y', 1])]);
    assert.deepEqual([forgetful.told, forgetful.unclaimedFrom], [['dropped gap_entries 1'], 0]);
    assert.deepEqual([forgetful.store.valueOf('y'), forgetful.seen.has(L3, 9)], ['1', false]);
    assert.deepEqual(seqs(forgetful.receive([wire(L3, 9, 4001, ['y', 1])]).fresh), []);
  });
});

describe('an entry without its value', () => {
  let target: Target;
  beforeEach(() => (target = new Target()));

  it('counts where a later version is held, if it comes in the same message behind it', () => {
    const merged = target.receive([wire(L3, 1, 3000, ['x']), wire(L3, 2, 4000, ['x', 2])]);
    assert.deepEqual([seqs(merged.fresh), target.told], [[2, 1], ['superseded 1']]);
    assert.deepEqual([merged.fresh[1]?.heldAtMs, target.kept], [NOW, ['n3#0:2', 'n3#0:1']]);
  });

  it('is left for another round where none is held: then nobody can say since when it is', () => {
    const merged = target.receive([wire(L3, 1, 3000, ['x'])]);
    assert.deepEqual([merged.fresh, target.kept, target.seen.has(L3, 1)], [[], [], false]);
  });

  it('has its other values taken in, and is not claimed', () => {
    const partial = wire(L3, 1, 3000, ['x'], ['y', 1]);
    assert.deepEqual(target.receive([partial]).fresh, []);
    assert.deepEqual(
      [target.store.valueOf('y'), target.kept, target.seen.has(L3, 1)],
      [...['1', ['n3#0:1 unclaimed'], false]],
    );
    target.receive([wire(L3, 2, 4000, ['x', 2])]);
    const again = target.receive([partial]);
    assert.deepEqual([seqs(again.fresh), target.seen.has(L3, 1)], [[1], true]);
  });

  it('is a duplicate where the message has it twice, once with what dates it', () => {
    const merged = target.receive([
      wire(L3, 1, 3000, ['x']),
      wire(L3, 1, 3000, ['x', 1]),
      wire(L3, 2, 4000, ['x', 2]),
    ]);
    assert.deepEqual([seqs(merged.fresh), seqs(merged.duplicates)], [[1, 2], [1]]);
  });
});
