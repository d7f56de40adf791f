/** A report for tests of what is made out of reports. */

import { DEFAULT_SETTINGS } from '../../src/bench/settings.ts';
import { repeatedIn } from '../../src/report/measures/groups.ts';
import type { Run } from '../../src/report/schema/run-schema.ts';
import type { Report } from '../../src/report/schema/report-schema.ts';
import { SCHEMA_VERSION } from '../../src/report/schema/schema-version.ts';

const times = (scale: number) => ({
  count: 50,
  mean: 30 * scale,
  p50: 25 * scale,
  p95: 40 * scale,
  p99: 45 * scale,
  max: 60 * scale,
});

const none = { count: 0, examples: [] };

/** @param scale how much worse than the first scenario */
export function sampleRun(scenario: string, scale: number): Run {
  return {
    scenario,
    description: `what ${scenario} means`,
    strategy: null,
    seed: 1,
    point: {},
    startedAt: '2026-01-02T03:04:05.000Z',
    interrupted: false,
    loadMs: 10_000,
    settledMs: 200 * scale,
    healingMs: scale === 1 ? null : 30 * scale,
    partitions: scale === 1 ? [] : [{ shape: 'halves', groups: 'n1 | n2 n3', fromMs: 3333, toMs: 6667 }],
    operations: {
      writes: { started: 50, ok: 50, errors: {} },
      reads: { started: 51, ok: 50, errors: { timeout: 1 } },
      shed: 0,
      throughputPerSec: 10,
    },
    clientLatencyMs: { writes: times(0.1), reads: times(0.1) },
    convergenceMs: times(scale),
    confirmedMs: times(2 * scale),
    propagationMs: times(scale),
    observedConvergenceMs: times(scale),
    convergenceCurve: [
      { ms: 20 * scale, share: 0.25 },
      { ms: 25 * scale, share: 0.5 },
      { ms: 60 * scale, share: 1 },
    ],
    timeline: {
      stepMs: 1000,
      steps: Array.from({ length: 10 }, (_, step) => ({
        ...{
          writes: 5,
          reads: 5,
          errors: 0,
          staleReads: scale === 1 || step >= 5 ? 0 : 1,
          pending: scale === 1 ? 0 : 2,
          converged: 5,
        },
        ...{ p50Ms: 25 * scale + step, maxMs: 60 * scale },
      })),
    },
    slowestWrites: [
      {
        ...{ key: 'k1', origin: 'n1', acceptedAtMs: 3_400, convergenceMs: 60 * scale },
        traceId: '0af7651916cd43dd8448eb211c80319c',
        arrivals: [
          { node: 'n2', from: 'n1', sentAtMs: 1, appliedAtMs: 21, hops: 1 },
          { node: 'n3', from: 'n2', sentAtMs: 22, appliedAtMs: 60 * scale, hops: 2 },
        ],
        ...{ laterVersions: [], arrivalsOmitted: 0 },
      },
    ],
    messages: {
      sent: 200,
      bytes: 40_000,
      perWrite: 4,
      bytesPerWrite: 800,
      traceContextBytes: 10_000,
      perOperation: 2,
      byKind: { mail: { messages: 150, bytes: 30_000 }, ack: { messages: 50, bytes: 10_000 } },
      delivered: 200,
      duplicated: 0,
      dropped: { loss: 0, partition: scale === 1 ? 0 : 34 },
    },
    redundancy: { applied: 100, superseded: 5, duplicate: 2, ratio: 0.02 },
    staleReads: {
      source: 'nodes',
      count: scale === 1 ? 0 : 5,
      share: scale === 1 ? 0 : 0.1,
      ageMs: scale === 1 ? { count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 } : times(10),
      depth: scale === 1 ? { count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 } : times(0.05),
      certain: scale === 1 ? 0 : 5,
      possible: 6,
      visibility: [
        { fromMs: 100, toMs: 200, reads: 10, stale: scale === 1 ? 0 : 2 },
        { fromMs: 200, toMs: 500, reads: 40, stale: scale === 1 ? 0 : 3 },
      ],
    },
    broadcast: null,
    verdict: null,
    pendingAtEnd: 0,
    finalState: { keys: 10, disagreeing: none, lost: none, invented: none, unread: none },
    audit: [
      {
        what: 'messages sent',
        reported: 200,
        observed: 200,
        bound: null,
        agrees: true,
        inconclusive: false,
        exact: true,
        note: '',
        explainedBy: [],
      },
      {
        what: 'stale reads',
        reported: 5,
        observed: 5,
        bound: [5, 6],
        agrees: true,
        inconclusive: false,
        exact: false,
        note: 'overlaps',
        explainedBy: [],
      },
    ],
    dropped: [],
    bench: { addedDelayMs: { p50: 0.5, p99: 1.2, max: 3 }, nodesWaitMs: 0.4 },
    nodes: [100, 60, 40].map((sent, index) => ({
      ...{ name: `n${index + 1}`, sent: { messages: sent, bytes: sent * 200 }, stats: {} },
    })),
    problems: [],
    warnings: [],
  };
}

export function sampleReport(runs: Run[]): Report {
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'gossipscope', version: '0.0.0' },
    machine: { platform: 'linux x64', nodejs: 'v20.0.0', cpus: 2 },
    settings: {
      ...DEFAULT_SETTINGS,
      scenarios: runs.map(({ scenario }) => scenario),
      nodes: 3,
      ratePerSec: 10,
      keys: 10,
      lossRatio: 0.01,
    },
    runs,
    repeats: repeatedIn(runs),
    interrupted: false,
    failure: null,
  };
}
