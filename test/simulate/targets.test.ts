/** What the strategies promise, in numbers, on fixed seeds: messages an operation, convergence, redundancy, residue. */

import assert from 'node:assert/strict';
import type { Scenario } from '../../src/net/scenarios.ts';
import { runOf, type Changes } from './settings.ts';

function within(what: string, value: number, least: number, most: number): void {
  assert.ok(value >= least && value <= most, `${what} is ${value}, not within ${least} … ${most}`);
}

describe('the presets, with 25 nodes at 100 ms', () => {
  const load: Changes = {
    nodes: 25,
    latencyMs: 100,
    ratePerSec: 100,
    readRatio: 0.5,
    durationMs: 20_000,
    quietMs: 10_000,
  };
  const promises = [
    { preset: 'relay-fast', perOperation: 1.5, medianMs: 400, maxMs: 600 },
    { preset: 'relay-lean', perOperation: 0.9, medianMs: 1000, maxMs: 2000 },
  ] as const;

  for (const { preset, perOperation, medianMs, maxMs } of promises) {
    for (const workload of ['broadcast', 'kv'] as const) {
      it(`${preset} keeps its promises with ${workload}`, () => {
        const run = runOf({ ...load, preset, workload });
        assert.deepEqual(run.problems, []);
        // Maelstrom counts the final read of each node as an operation, too.
        within('messages per operation', run.messages.sent / (2000 + 25), 0, perOperation);
        within('median', run.observedConvergenceMs?.p50 ?? NaN, 1, medianMs - 1);
        within('maximum', run.observedConvergenceMs?.max ?? NaN, 1, maxMs - 1);
        assert.equal(run.observedConvergenceMs?.count, run.operations.writes.ok);
        // Of every stale read it is known how stale it was: a round of anti-entropy with the relay is enough.
        within('time to settle', run.settledMs ?? NaN, 0, 15_000);
      });
    }

    it(`${preset} heals within 8 s after 10 s in halves`, () => {
      const halves: Scenario = { name: 'halves', description: '', partitions: [{ from: 1 / 3, to: 1 }] };
      const run = runOf({ ...load, durationMs: 15_000, quietMs: 8000, settleMs: 8000, preset }, halves);
      assert.deepEqual(run.problems, []);
      const [cut] = run.partitions;
      within('the partition', (cut?.toMs ?? 0) - (cut?.fromMs ?? 0), 9_900, 10_100);
      within('time to settle', run.settledMs ?? NaN, 0, 8000);
      assert.equal(run.finalState?.lost.count, 0);
    });
  }
});
