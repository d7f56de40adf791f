/**
 * The figures of a run that can be compared, each by a name that can be typed: repeats sum them up, `tune` holds targets to them,
 * `compare` looks for changes in them.
 */

import type { Run } from '../schema/run-schema.ts';
import { busiestShare } from '../words/figures.ts';
import type { Unit } from '../words/format.ts';
import { convergenceOf } from '../words/known-convergence.ts';

export interface Measure {
  readonly name: string;
  /** In words, as the head of a row. */
  readonly label: string;
  readonly unit: Unit;
  /** Which way is worse. */
  readonly worse: 'more' | 'less';
  /** Null: not known of this run. */
  readonly of: (run: Run) => number | null;
  /** Whether it is null because the run had nothing of the kind, which is as good as can be. */
  readonly hasNone?: (run: Run) => boolean;
}

type Of = Measure['of'];

const measure = (
  name: string,
  label: string,
  unit: Unit,
  of: Of,
  worse: Measure['worse'] = 'more',
): Measure => ({
  ...{ name, label, unit, worse, of },
});

const ofConvergence =
  (quantile: 'p50' | 'p95' | 'p99' | 'max'): Of =>
  (run) =>
    convergenceOf(run)?.summary[quantile] ?? null;

const ofLatency =
  (kind: 'reads' | 'writes', quantile: 'p50' | 'p99'): Of =>
  ({ clientLatencyMs }) =>
    clientLatencyMs[kind].count === 0 ? null : clientLatencyMs[kind][quantile];

/** All messages of the node that sent most, also those after the load, for each second of the load. */
function busiestPerSec({ nodes, loadMs }: Run): number | null {
  if (nodes.length === 0 || loadMs === 0) return null;
  return Math.max(...nodes.map(({ sent }) => sent.messages)) / (loadMs / 1000);
}

/** Operations that failed or were not answered, out of all that began. Reports from before say no more than how many were served. */
function failedShare({ operations: { reads, writes }, availability }: Run): number | null {
  const started = reads.started + writes.started;
  const failed =
    availability === undefined
      ? started - reads.ok - writes.ok
      : availability.failed + availability.whileDown;
  return started === 0 ? null : failed / started;
}

export const MEASURES: readonly Measure[] = [
  measure('convergence.p50', 'convergence p50 (ms)', 'ms', ofConvergence('p50')),
  measure('convergence.p95', 'convergence p95 (ms)', 'ms', ofConvergence('p95')),
  measure('convergence.p99', 'convergence p99 (ms)', 'ms', ofConvergence('p99')),
  measure('convergence.max', 'convergence max (ms)', 'ms', ofConvergence('max')),
  measure('cut.healing', 'all agreed after the last cut (ms)', 'ms', ({ healingMs }) => healingMs ?? null),
  measure('stale.share', 'stale reads, share', 'share', ({ staleReads }) => staleReads?.share ?? null),
  {
    ...measure('stale.age', 'age of stale reads p99 (ms)', 'ms', ({ staleReads }) =>
      staleReads === null || staleReads.ageMs.count === 0 ? null : staleReads.ageMs.p99,
    ),
    hasNone: ({ staleReads }) => staleReads?.share === 0,
  },
  measure('messages.perWrite', 'messages per write', 'ratio', ({ messages }) => messages.perWrite),
  measure(
    'messages.perOperation',
    'messages per operation',
    'ratio',
    ({ messages }) => messages.perOperation,
  ),
  measure('bytes.perWrite', 'bytes per write', 'bytes', ({ messages }) => messages.bytesPerWrite),
  measure('redundancy', 'redundancy', 'ratio', ({ redundancy }) => redundancy?.ratio ?? null),
  measure('busiest.perSec', "busiest node's messages per second of load", 'perSec', busiestPerSec),
  measure('busiest.share', "busiest node's share of messages", 'share', busiestShare),
  measure('write.p50', 'write latency p50 (ms)', 'ms', ofLatency('writes', 'p50')),
  measure('write.p99', 'write latency p99 (ms)', 'ms', ofLatency('writes', 'p99')),
  measure('read.p50', 'read latency p50 (ms)', 'ms', ofLatency('reads', 'p50')),
  measure('read.p99', 'read latency p99 (ms)', 'ms', ofLatency('reads', 'p99')),
  measure(
    'throughput',
    'throughput (operations/s)',
    'perSec',
    ({ operations }) => operations.throughputPerSec,
    'less',
  ),
  measure('failed.share', 'failed operations, share', 'share', failedShare),
];

/** What a family's first name stands for, so that `messages` can be typed. */
const SHORT: Readonly<Record<string, string>> = {
  convergence: 'convergence.p99',
  cut: 'cut.healing',
  stale: 'stale.share',
  messages: 'messages.perWrite',
  bytes: 'bytes.perWrite',
  busiest: 'busiest.perSec',
  failed: 'failed.share',
};

export function measureNamed(name: string): Measure | undefined {
  const full = SHORT[name] ?? name;
  return MEASURES.find((one) => one.name === full);
}
