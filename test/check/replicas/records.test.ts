/** What is counted of a store's writes, and of reads at one replica: each number where it belongs. */

import assert from 'node:assert/strict';
import { ReplicaRecord, STEP_MS, VisibleTimes } from '../../../src/check/replicas/replica-record.ts';
import type { JudgedRead } from '../../../src/check/replicas/watched-key.ts';
import { WriteRecord } from '../../../src/check/replicas/write-record.ts';

const START_MS = 1000;

describe('the record of writes', () => {
  it('counts them by what became of them, with their times', () => {
    const record = new WriteRecord('a', START_MS);
    for (let i = 0; i < 3; i++) record.started();
    record.shed();
    record.acknowledged(1010, 7);
    record.acknowledged(1020, 8);
    record.failed('timeout', 1030);
    record.failed('timeout', 1040);
    record.failed('refused', 1050);
    assert.deepEqual([record.startedWrites, record.shedWrites, record.lostWrites], [3, 1, 0]);
    assert.deepEqual([record.ackedAtMs, record.latencyMs], [[1010, 1020], [7, 8]]); // oxfmt-ignore
    assert.deepEqual(record.failedAtMs, [1030, 1040, 1050]);
    assert.deepEqual([...record.errors], [['timeout', 2], ['refused', 1]]); // oxfmt-ignore
  });

  it('has an outage from the last acknowledged write before a failure until the next one', () => {
    const record = new WriteRecord('a', START_MS);
    record.failed('refused', 1005);
    record.acknowledged(1010, 1);
    record.acknowledged(1015, 1);
    record.acknowledged(1020, 1);
    assert.deepEqual(record.outages, [{ fromMs: START_MS, toMs: 1010 }]);
    for (const atMs of [1030, 1040]) record.failed('refused', atMs);
    assert.deepEqual(record.outages.slice(1), [{ fromMs: 1020, toMs: undefined }]);
    record.acknowledged(1050, 1);
    for (const atMs of [1060, 1070]) record.failed('refused', atMs);
    assert.deepEqual(record.outages.slice(1), [
      { fromMs: 1020, toMs: 1050 },
      { fromMs: 1050, toMs: undefined },
    ]);
  });

  it('names who took writes, and adds up what they had not', () => {
    const record = new WriteRecord('a', START_MS);
    record.tookOver('b', 1100, 2);
    record.tookOver('a', 1200, 3);
    assert.deepEqual(record.writers, [
      { name: 'a', sinceMs: START_MS },
      { name: 'b', sinceMs: 1100 },
      { name: 'a', sinceMs: 1200 },
    ]);
    assert.equal(record.lostWrites, 5);
  });
});

describe('the record of a replica', () => {
  const read = (beganAtMs: number, judged: Partial<JudgedRead> = {}): JudgedRead => ({
    ...{ replica: 0, seq: 1, beganAtMs, endedAtMs: beganAtMs + 4 },
    ...{ sinceAckMs: undefined, depth: 0, ageMs: 0, wentBack: false },
    ...judged,
  });

  it('counts reads, stale ones and errors over time', () => {
    const record = new ReplicaRecord(START_MS);
    // A read that began just before the start counts in the first step.
    for (const beganAtMs of [START_MS - 1, START_MS + STEP_MS - 1, START_MS + STEP_MS])
      record.read(read(beganAtMs));
    record.read(read(START_MS + 3 * STEP_MS, { depth: 2, ageMs: 30, wentBack: true }));
    for (const error of ['timeout', 'timeout', 'refused']) record.failed(error, START_MS + STEP_MS);
    assert.deepEqual([record.reads, record.wentBack, record.latencyMs], [4, 1, [4, 4, 4, 4]]);
    assert.deepEqual([record.staleDepth, record.staleAgeMs], [[2], [30]]);
    assert.deepEqual([record.readsAt, record.staleAt, record.errorsAt], [[2, 1, 0, 1], [0, 0, 0, 1], [0, 3]]); // oxfmt-ignore
    assert.deepEqual([...record.errors], [['timeout', 2], ['refused', 1]]); // oxfmt-ignore
  });

  it('counts reads by the time since the latest write, up to the longest that was seen', () => {
    const record = new ReplicaRecord(START_MS);
    assert.deepEqual(record.visibility(), []);
    record.read(read(START_MS));
    assert.deepEqual(record.visibility(), [], 'no write came before it');
    record.read(read(START_MS, { sinceAckMs: 0, depth: 1, ageMs: 1 }));
    const [first, ...rest] = record.visibility();
    assert.deepEqual([first?.fromMs, first?.reads, first?.stale, rest], [0, 1, 1, []]);
    // A bin ends before its upper edge.
    const edgeMs = first?.toMs ?? NaN;
    record.read(read(START_MS, { sinceAckMs: edgeMs }));
    assert.deepEqual(
      record.visibility().map(({ fromMs, reads, stale }) => [fromMs, reads, stale]),
      [
        [0, 1, 1],
        [edgeMs, 1, 0],
      ],
    );
  });

  it('sums up when writes were visible, and how closely that is known', () => {
    const times = new VisibleTimes();
    times.add(10, { atLeastMs: 3, atMostMs: 5 });
    const { visibleMs, resolutionMs } = times.summary();
    assert.deepEqual([times.ackedAtMs, visibleMs.count, visibleMs.max, resolutionMs.max], [[10], 1, 5, 2]);
  });
});
