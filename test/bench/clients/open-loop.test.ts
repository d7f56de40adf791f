/** The open loop and what hangs on the timetable: nothing early, nothing skipped, and late work is counted as late. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { driveLoad } from '../../../src/bench/clients/open-loop.ts';
import { Timetable } from '../../../src/bench/cluster/timetable.ts';

const now = (): number => performance.now();

describe('the timetable', () => {
  it('runs what is due in order, never early, and reports each batch', async () => {
    const rng = prng(3);
    const ran: { dueMs: number; atMs: number }[] = [];
    let batches = 0;
    const timetable = new Timetable(now, () => batches++);
    const startMs = now();
    await new Promise<void>((resolve) => {
      for (let i = 0; i < 200; i++) {
        const dueMs = startMs + rng.float() * 30;
        timetable.at(dueMs, () => ran.push({ dueMs, atMs: now() }));
      }
      timetable.at(startMs + 31, resolve);
    });
    assert.equal(ran.length, 200);
    assert.ok(ran.every(({ dueMs, atMs }) => atMs >= dueMs));
    const dues = ran.map(({ dueMs }) => dueMs);
    assert.deepEqual(
      dues,
      dues.toSorted((a, b) => a - b),
    );
    assert.ok(batches > 0 && batches <= 201);
  });

  it('runs what an action adds for now, and forgets all when cleared', async () => {
    const timetable = new Timetable(now, () => undefined);
    const ran: string[] = [];
    timetable.at(now(), () => {
      ran.push('first');
      timetable.at(now(), () => ran.push('added'));
    });
    timetable.at(now() + 60_000, () => ran.push('never'));
    timetable.runDue();
    timetable.runDue();
    assert.deepEqual(ran, ['first', 'added']);
    timetable.clear();
    assert.equal(timetable.size, 0);
    await new Promise<void>((resolve) => timetable.at(now() + 2, resolve));
  });
});

describe('the open loop', () => {
  const load = async (
    ratePerSec: number,
    durationMs: number,
    start: (scheduledAtMs: number) => void,
    signal: AbortSignal,
  ): Promise<void> => {
    const timetable = new Timetable(now, () => undefined);
    await driveLoad({ timetable, startMs: now(), ratePerSec, durationMs, start, signal });
    timetable.clear();
  };

  it('starts every operation, evenly spaced by schedule, also when it falls behind', async () => {
    const scheduled: number[] = [];
    const blockAt = 10;
    await load(
      1000,
      100,
      (ms) => {
        scheduled.push(ms);
        // A stall of 20 ms: the operations that it delays keep their scheduled times.
        if (scheduled.length === blockAt) for (const end = now() + 20; now() < end;);
      },
      new AbortController().signal,
    );
    assert.equal(scheduled.length, 100);
    const [first = 0] = scheduled;
    scheduled.forEach((ms, index) => assert.ok(Math.abs(ms - first - index) < 1e-6));
  });

  it('ends at once when the user stops it', async () => {
    const controller = new AbortController();
    let started = 0;
    await load(
      1000,
      3_600_000,
      () => {
        if (++started === 5) controller.abort();
      },
      controller.signal,
    );
    assert.equal(started, 5);
  });
});
