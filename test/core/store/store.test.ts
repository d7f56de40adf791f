/** The store dates what it held, and lists what is live, as a plain list of all that was ever put under each key would. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareVersions, type Version } from '../../../src/core/store/dot.ts';
import type { Entry } from '../../../src/core/store/entry.ts';
import { Store, type KeyChange } from '../../../src/core/store/store.ts';
import { DELETED, type JsonText, type Key, type Origin } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const ORIGINS = ['n1#0', 'n2#0'] as Origin[];
const KEYS: readonly Key[] = ['a', 'b', 7];

interface Drawn {
  readonly keys: readonly Key[];
  readonly origin: Origin;
  readonly clockUs: number;
}

const writes = fc.array(
  fc.record<Drawn>({
    keys: fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 2 }),
    origin: fc.constantFrom(...ORIGINS),
    clockUs: fc.integer({ min: 1, max: 60 }),
  }),
  { maxLength: 60 },
);

/** A store, and all that was ever put into it. */
class Watched {
  readonly store: Store;
  readonly put = new Map<Key, Entry[]>(KEYS.map((key) => [key, []]));
  readonly entries: Entry[] = [];

  constructor(historyLimit: number) {
    this.store = new Store(historyLimit);
  }

  /** As a replica merges an entry; entry i is taken in at i ms. */
  merge({ keys, origin, clockUs }: Drawn, completeThroughMs = -Infinity): void {
    const seq = this.entries.length + 1;
    const arrival = this.store.nextArrival();
    const entry = entryWith({ origin, seq, clockUs, keys, heldAtMs: arrival, arrival });
    const winning = keys.filter((key) => this.store.wins(key, entry));
    for (const key of winning) {
      this.store.put(key, entry, `${seq}` as JsonText, completeThroughMs);
      this.put.get(key)?.push(entry);
    }
    if (winning.length === 0) return;
    this.store.applied(entry);
    this.entries.push(entry);
  }

  /** The first that was put under the key and is the version or a later one. */
  firstHeld(key: Key, version: Version): Entry | undefined {
    return this.put.get(key)?.find((entry) => compareVersions(entry, version) >= 0);
  }

  isLive(entry: Entry): boolean {
    return KEYS.some((key) => this.put.get(key)?.at(-1) === entry);
  }
}

const versions = Array.from({ length: 61 }, (_, clockUs): Version[] =>
  ORIGINS.map((origin) => ({ origin, clockUs })),
).flat();

describe('the store', () => {
  it('knows since when it has held each version or a later one', () => {
    fc.assert(
      fc.property(writes, (list) => {
        const watched = new Watched(1000);
        for (const one of list) watched.merge(one);
        for (const key of KEYS)
          for (const version of versions) {
            const first = watched.firstHeld(key, version);
            assert.equal(watched.store.firstHeld(key, version), first);
            assert.equal(watched.store.heldSince(key, version), first?.heldAtMs);
            assert.ok(watched.store.isSureOf(key, version));
          }
      }),
    );
  });

  it('is never sure of a date that is wrong, however little it remembers, and counts what fell off', () => {
    fc.assert(
      fc.property(writes, fc.integer({ min: 1, max: 4 }), (list, limit) => {
        const watched = new Watched(limit);
        for (const one of list) watched.merge(one);
        const { store } = watched;
        let replaced = 0;
        for (const key of KEYS) {
          replaced += Math.max(0, (watched.put.get(key)?.length ?? 0) - 1);
          for (const version of versions)
            if (store.isSureOf(key, version))
              assert.equal(store.firstHeld(key, version), watched.firstHeld(key, version));
        }
        assert.equal(store.takeHistoryDropped(), Math.max(0, replaced - limit));
        assert.equal(store.takeHistoryDropped(), 0);
      }),
    );
  });

  it('remembers only what can date a write that may still come', () => {
    const watched = new Watched(1000);
    const write = (clockUs: number, completeThroughMs?: number): void =>
      watched.merge({ keys: ['a'], origin: 'n1#0' as Origin, clockUs }, completeThroughMs);
    for (const clockUs of [1, 2, 3, 4]) write(clockUs);
    // All that was accepted before 2 ms is known: the third, held since then, dates it all.
    write(5, 2);
    const [cell] = watched.store.cells();
    assert.deepEqual(
      [...(cell?.older ?? [])].map(({ clockUs }) => clockUs),
      [3, 4],
    );
    assert.equal(watched.store.takeHistoryDropped(), 0, 'nothing was lost by that');
  });

  it('remembers nothing of a view whose keys have one writer each, once all that one wrote before has come', () => {
    const store = new Store(1000);
    let through = 0;
    store.show({ prefix: 'in ', hasSingleWriters: true, changed: () => undefined }, () => through);
    const older = (key: Key): number[] => {
      const cell = [...store.cells()].find((one) => one.key === key);
      return [...(cell?.older ?? [])].map(({ seq }) => seq);
    };
    const put = (key: Key, seq: number): void =>
      store.put(
        key,
        entryWith({ seq, clockUs: seq, keys: [key], heldAtMs: seq }),
        '1' as JsonText,
        -Infinity,
      );
    for (const seq of [1, 2, 3]) put('in x', seq);
    assert.deepEqual(older('in x'), [1, 2], 'its writes may come late');
    through = 3;
    put('in x', 5);
    assert.deepEqual(older('in x'), []);
    put('in x', 6);
    assert.deepEqual(older('in x'), [5]);
    for (const seq of [1, 2, 3]) put('out', seq);
    assert.deepEqual(older('out'), [1, 2]);
  });

  it('feeds the live entries in the order of their arrival, from any place on', () => {
    fc.assert(
      fc.property(writes, fc.nat(60), (list, place) => {
        const watched = new Watched(1000);
        for (const one of list) watched.merge(one);
        const { store } = watched;
        const live = watched.entries.filter((entry) => watched.isLive(entry));
        const fed = [...store.feed.from(place)];
        assert.deepEqual(
          fed.filter((entry) => store.isLive(entry)),
          live.filter(({ arrival }) => arrival >= place),
        );
        assert.ok(fed.every(({ arrival }) => arrival >= place));
      }),
    );
  });

  it('keeps a feed in proportion to what is live', () => {
    const watched = new Watched(1000);
    for (let clockUs = 1; clockUs < 1000; clockUs++)
      watched.merge({ keys: ['a'], origin: 'n1#0' as Origin, clockUs });
    const { length } = [...watched.store.feed.from(0)];
    assert.ok(length >= 1 && length <= 66, `${length} places for one key`);
  });

  it('tells whoever watches, and whoever shows, of each change', () => {
    const store = new Store(10);
    const put = (clockUs: number, key: Key, value: JsonText): void =>
      store.put(key, entryWith({ clockUs, keys: [key] }), value, -Infinity);
    const told: string[] = [];
    put(1, 'in x', '1' as JsonText);
    store.show(
      {
        prefix: 'in ',
        hasSingleWriters: false,
        changed: (key, value, before) => told.push(`${key}: ${String(before)} → ${value}`),
      },
      () => 0,
    );
    const changes: KeyChange[] = [];
    store.watcher = (change) => changes.push(change);
    put(2, 'in x', '2' as JsonText);
    put(3, 'out', '3' as JsonText);
    put(4, 7, '4' as JsonText);
    assert.deepEqual(told, ['in x: undefined → 1', 'in x: 1 → 2']);
    assert.deepEqual(
      changes.map(({ key, version, value }) => [key, version.clockUs, value]),
      [
        ['in x', 2, '2'],
        ['out', 3, '3'],
        [7, 4, '4'],
      ],
    );
    assert.deepEqual([store.changes, store.size], [4, 3]);
  });

  it('lists the keys that hold a value, whether they were there before somebody asked or not', () => {
    const store = new Store(10);
    let clockUs = 0;
    const put = (key: Key, value: string): void =>
      store.put(key, entryWith({ clockUs: ++clockUs, keys: [key] }), value as JsonText, -Infinity);
    put('c', '1');
    put('gone', '1');
    put('gone', DELETED);
    const keys = (from?: Key): Key[] => [...store.keysFrom(from)];
    assert.deepEqual(keys(), ['c']);
    put('a', '1');
    put('c', '2');
    put('gone', DELETED);
    put('gone', '3');
    assert.deepEqual(
      [keys(), keys('b')],
      [
        ['a', 'c', 'gone'],
        ['c', 'gone'],
      ],
    );
    put('c', DELETED);
    put('b', DELETED);
    assert.deepEqual(keys(), ['a', 'gone']);
    for (let i = 0; i < 6000; i++) for (const value of ['1', DELETED]) put('c', value);
    assert.deepEqual(keys(), ['a', 'gone'], 'sorted anew after all that');
  });

  it('lets go of a tombstone and of all that its key held before, but of no later one', () => {
    const store = new Store(2);
    const [first, second] = [1, 2].map((clockUs) => entryWith({ clockUs }));
    assert.ok(first !== undefined && second !== undefined);
    store.put('x', first, DELETED, -Infinity);
    assert.equal(store.tombstones.hasDropped, false);
    store.put('x', second, DELETED, -Infinity);
    store.forget([['x', first]]);
    assert.deepEqual([store.entryOf('x'), store.size, store.tombstones.size], [second, 0, 1]);
    assert.equal(store.valueOf('x'), undefined);
    assert.equal(store.heldOf('x'), DELETED);
    store.forget([['x', second]]);
    assert.deepEqual([store.entryOf('x'), store.size, store.tombstones.size], [undefined, 0, 0]);
    assert.ok(store.tombstones.hasDropped);
    const version = (clockUs: number): Version => ({ origin: 'n1#0' as Origin, clockUs });
    assert.deepEqual(
      [2, 3].map((clockUs) => store.mayBeForgotten('x', version(clockUs))),
      [true, false],
    );
    // What the key held before needs no room any more.
    for (const clockUs of [3, 4, 5]) store.put('x', entryWith({ clockUs }), '1' as JsonText, -Infinity);
    assert.equal(store.takeHistoryDropped(), 0);
    assert.equal(store.mayBeForgotten('x', version(2)), false, 'the key is here');
  });
});
