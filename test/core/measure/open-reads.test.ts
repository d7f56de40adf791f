/** Reads whose books are open: of single keys and of a whole view, until all that was accepted before them is known. */

import assert from 'node:assert/strict';
import type { NodeEvent } from '../../../src/core/events.ts';
import { ReadLog } from '../../../src/core/measure/read-log.ts';
import { ViewReads } from '../../../src/core/measure/view-reads.ts';
import { Store } from '../../../src/core/store/store.ts';
import type { View } from '../../../src/core/store/view.ts';
import type { JsonText, Key } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

/** What was told since the last call. */
function told(events: NodeEvent[]): string[] {
  return events.splice(0).map((event) => {
    if (event.type === 'staleness') return `${event.versions} missed, ${event.ageMs} ms`;
    return event.type === 'dropped' ? `dropped ${event.what} ${event.count}` : event.type;
  });
}

describe('reads of keys', () => {
  let events: NodeEvent[];
  let reads: ReadLog;
  beforeEach(() => {
    events = [];
    reads = new ReadLog(3);
  });
  const write = (clockUs: number, acceptedAtMs: number, ...keys: Key[]): void =>
    reads.arrived(entryWith({ clockUs, acceptedAtMs, keys }), events);

  it('are stale by writes of their key that were accepted before them and are later than what they saw', () => {
    reads.record('x', undefined, 10, events);
    reads.record('y', entryWith({ clockUs: 50 }), 20, events);
    write(50, 5, 'y');
    write(60, 10, 'x');
    write(60, 5, 'z');
    assert.deepEqual([told(events), reads.hasOpenStale], [[], false]);
    write(60, 9, 'x', 'y');
    assert.deepEqual([told(events), reads.hasOpenStale], [['stale_read', 'stale_read'], true]);
    write(70, 12, 'y');
    reads.settle(9, events);
    assert.deepEqual([told(events), reads.size], [[], 2]);
    reads.settle(10, events);
    assert.deepEqual([told(events), reads.size, reads.hasOpenStale], [['1 missed, 1 ms'], 1, true]);
    reads.settle(99, events);
    assert.deepEqual([told(events), reads.size, reads.hasOpenStale], [['2 missed, 11 ms'], 0, false]);
    write(80, 5, 'x', 'y');
    assert.deepEqual(told(events), [], 'their books are closed');
  });

  it('are closed in order beyond their bound, with what is known of them', () => {
    for (const atMs of [10, 20]) reads.record('x', undefined, atMs, events);
    write(60, 5, 'x');
    told(events);
    for (const atMs of [30, 40]) reads.record('y', undefined, atMs, events);
    assert.deepEqual([told(events), reads.size], [['dropped read_log 1', '1 missed, 5 ms'], 3]);
    reads.record('y', undefined, 50, events);
    assert.deepEqual([told(events), reads.hasOpenStale], [['dropped read_log 1', '1 missed, 15 ms'], false]);
  });

  it('may have missed something where the key has changed since, and nobody knows when', () => {
    const store = new Store(9);
    const [first, second] = [entryWith({ clockUs: 5 }), entryWith({ clockUs: 6 })];
    store.put('x', first, '1' as JsonText, -Infinity);
    reads.record('x', first, 10, events);
    reads.record('y', undefined, 11, events);
    assert.equal(reads.undecided(store), 0);
    store.put('x', second, '2' as JsonText, -Infinity);
    assert.equal(reads.undecided(store), 1);
    store.put('y', entryWith({ keys: ['y'] }), '2' as JsonText, -Infinity);
    assert.equal(reads.undecided(store), 2);
    reads.settle(10, events);
    assert.equal(reads.undecided(store), 1);
  });
});

describe('reads of a view', () => {
  const view: View = { prefix: 'in ', hasSingleWriters: false, changed: () => undefined };
  let events: NodeEvent[];
  let reads: ViewReads;
  let store: Store;
  beforeEach(() => {
    events = [];
    reads = new ViewReads(view, 2);
    store = new Store(2);
  });
  /** A write comes. */
  const arrive = (clockUs: number, acceptedAtMs: number, ...keys: Key[]): void => {
    const entry = entryWith({ clockUs, acceptedAtMs, keys, arrival: store.nextArrival() });
    for (const key of keys) if (store.wins(key, entry)) store.put(key, entry, '1' as JsonText, -Infinity);
    reads.arrived(entry, store, events);
  };
  const read = (atMs: number): void => reads.record(store.arrivals, atMs, events);

  it('are stale by what was accepted before them, and had not come', () => {
    arrive(10, 1, 'in a');
    read(20);
    arrive(30, 15, 'out');
    arrive(31, 21, 'in b');
    assert.deepEqual([told(events), reads.hasOpenStale], [[], false]);
    arrive(5, 2, 'in a');
    assert.deepEqual(told(events), [], 'a later version of that key had come');
    arrive(32, 16, 'in c', 'in d');
    assert.deepEqual([told(events), reads.hasOpenStale], [['stale_read'], true]);
    reads.settle(20, events);
    assert.deepEqual([told(events), reads.size], [['2 missed, 4 ms'], 0]);
  });

  it('are closed in order beyond their bound', () => {
    for (const atMs of [10, 20, 30]) read(atMs);
    assert.deepEqual([told(events), reads.size], [['dropped read_log 1'], 2]);
  });

  it('may have missed something where anything has come since, or where its key forgot what it held', () => {
    read(10);
    assert.equal(reads.undecided(store), 0);
    for (const clockUs of [20, 30, 40, 50]) arrive(clockUs, 15, 'in a');
    assert.equal(reads.undecided(store), 1);
    assert.deepEqual(told(events), []);
    arrive(19, 5, 'in a');
    assert.deepEqual(told(events), ['dropped undecided_reads 1']);
    arrive(45, 5, 'in a');
    assert.deepEqual(told(events), ['stale_read'], 'of that one it is sure');
  });
});
