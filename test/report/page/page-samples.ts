/** Reports that are hard on the page: hostile texts, nothing known, or far more than can be drawn. */

import type { SlowWrite } from '../../../src/report/schema/course-schema.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import type { Report } from '../../../src/report/schema/report-schema.ts';
import { SCHEMA_VERSION } from '../../../src/report/schema/schema-version.ts';
import type { SimulationReport } from '../../../src/report/schema/simulation-schema.ts';
import { DEFAULT_SIMULATION } from '../../../src/simulate/settings.ts';
import { sampleReport, sampleRun } from '../sample.ts';

/** A key, a name and a command at once. */
export const HOSTILE =
  '</script><script>alert(1)</script><img src=x onerror=alert(1)>" onload="alert(1) \' & {a|b} ${x} \u0000 ]]></svg>';

export function hostileReport(): Report {
  const run = sampleRun(HOSTILE, 40);
  const [write] = run.slowestWrites;
  const slow: SlowWrite[] =
    write === undefined
      ? []
      : [
          {
            ...write,
            ...{ key: HOSTILE, origin: HOSTILE, traceId: HOSTILE },
            arrivals: [{ node: `${HOSTILE}2`, from: HOSTILE, sentAtMs: 1, appliedAtMs: 21, hops: 1 }],
          },
        ];
  const sent = { messages: 100, bytes: 20_000 };
  const hostile: Run = {
    ...run,
    ...{ description: HOSTILE, slowestWrites: slow, problems: [HOSTILE], warnings: [HOSTILE] },
    partitions: [{ shape: HOSTILE, groups: HOSTILE, fromMs: 3000, toMs: 6000 }],
    messages: { ...run.messages, byKind: { [HOSTILE]: sent, constructor: sent } },
    audit: run.audit.map((row) => ({ ...row, what: HOSTILE, note: HOSTILE })),
  };
  const report = sampleReport([hostile]);
  return { ...report, failure: HOSTILE, settings: { ...report.settings, bin: HOSTILE, strategy: HOSTILE } };
}

/** Of a node that reports nothing, and whose messages say nothing. */
export function strangerRun(): Run {
  const run = sampleRun('normal', 1);
  return {
    ...run,
    ...{ convergenceMs: null, confirmedMs: null, propagationMs: null, observedConvergenceMs: null },
    ...{ convergenceCurve: null, slowestWrites: [], redundancy: null, staleReads: null, audit: [] },
    nodes: run.nodes.map((node) => ({ ...node, stats: null })),
    timeline: {
      stepMs: 1000,
      steps: run.timeline.steps.map((step) => ({
        ...step,
        ...{ staleReads: null, pending: null, converged: 0, p50Ms: null, maxMs: null },
      })),
    },
  };
}

export function broadcastRun(): Run {
  const run = strangerRun();
  const times = { count: 50, mean: 30, p50: 25, p95: 40, p99: 45, max: 60 };
  return {
    ...run,
    broadcast: {
      ...{ attempted: 50, stable: 50, stale: 3, neverRead: 0 },
      ...{ stableLatencyMs: times, seenEverywhereMs: times },
    },
    messages: { ...run.messages, sent: 0, bytes: 0, perWrite: 0, bytesPerWrite: 0, byKind: {} },
  };
}

/** Of the workload unique-ids: requests that nodes answer alone. */
export function idsReport(): Report {
  const run = sampleRun('normal', 1);
  const none = { count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 };
  const ids: Run = {
    ...run,
    ...{ convergenceMs: none, observedConvergenceMs: null, convergenceCurve: null, slowestWrites: [] },
    operations: { ...run.operations, writes: { started: 0, ok: 0, errors: {} } },
    messages: { ...run.messages, perWrite: null, bytesPerWrite: null },
    ...{ staleReads: null, finalState: null },
    verdict: { facts: { ids: 50 }, rules: [{ rule: 'ids were given again', broken: 0, examples: [] }] },
  };
  const report = sampleReport([ids]);
  return { ...report, settings: { ...report.settings, workload: 'unique-ids' } };
}

/** 120 runs, in each of which ten writes spread among 1,000 replicas. */
export function bigSweep(): SimulationReport {
  const arrivals = Array.from({ length: 1000 }, (_, index) => ({
    ...{ node: `n${index + 2}`, from: `n${Math.floor(index / 3) + 1}` },
    ...{ sentAtMs: index, appliedAtMs: index + 20, hops: Math.floor(Math.log(index + 1)) },
  }));
  const values = Array.from({ length: 120 }, (_, index) => `${index + 1}`);
  const runs = values.map((fanout, index) => {
    const run = sampleRun('normal', 1 + index / 10);
    const slow: SlowWrite = {
      ...{ key: 'k', origin: 'n1', acceptedAtMs: 0, convergenceMs: 1020, traceId: null },
      ...{ arrivals, laterVersions: [], arrivalsOmitted: 9000 },
    };
    const byKind = { ...run.messages.byKind, rumor: { messages: 100, bytes: 1000 } };
    return {
      ...run,
      point: { fanout },
      messages: { ...run.messages, byKind },
      slowestWrites: Array<SlowWrite>(10).fill(slow),
    };
  });
  const spread = [0, 1, 2].map((rounds) => ({ rounds, reached: rounds / 2, serf: rounds / 2.1 }));
  return {
    ...{ schemaVersion: SCHEMA_VERSION, tool: { name: 'gossipscope', version: '0.0.0' } },
    replay: 'gossipscope simulate --sweep fanout=1..120 --seed 1',
    settings: {
      ...DEFAULT_SIMULATION,
      ...{ nodes: 10_000, scenarios: ['normal'] },
      gossip: { ...DEFAULT_SIMULATION.gossip, strategy: 'rumor-mongering' },
    },
    ...{ sweep: [{ flag: 'fanout', values }], skipped: [], runs, repeats: [], interrupted: false },
    theory: runs.map(() => ({ intervalMs: 100, expectedRounds: 22.5, allReachedRounds: 2, spread })),
  };
}
