/** Turns what a scenario left behind into its part of the report: counts, distributions, verdicts, the audit. */

import type { AuditRow as CheckedRow, Observed } from '../check/audit.ts';
import { audit } from '../check/audit.ts';
import { isServed } from '../check/history.ts';
import { judgeFinalState, type FinalVerdict, type Offence } from '../check/lost-writes.ts';
import type { OffenceList } from '../check/offences.ts';
import { judgeReads, type ReadVerdict } from '../check/stale-reads.ts';
import { summarize, type Summary } from '../check/summary.ts';
import { visibility } from '../check/visibility.ts';
import type { Run } from '../report/run-schema.ts';
import type { Evidence } from './evidence.ts';
import { sumAccounts, type ClusterAccount } from './node-stats.ts';
import type { LiveOperation } from './operation.ts';
import { problemsOf, warningsOf } from './problems.ts';
import { sumKinds, total } from './traffic.ts';

/** One machine, one clock: what is left is how precisely two processes read it. */
export const CLOCK_SKEW_MS = 1;

/** Added to the slowest answer when wire and node are compared: neither sees the other's timers. */
const TOLERANCE_MS = 10;
/** How long a process may stand still, on a busy machine, between two answers that would have shown it. */
const STALL_MS = 100;

export function judge(evidence: Evidence): Run {
  const { settings, scenario, recorder, router, broadcast } = evidence;
  const accounts = evidence.cuts.flatMap(({ account }) => account ?? []);
  const reported = accounts.length === evidence.cuts.length ? sumAccounts(accounts) : undefined;
  const isKv = settings.workload === 'kv';
  const reads = isKv ? judgeReads(recorder.operations, CLOCK_SKEW_MS) : undefined;
  const final = isKv && evidence.finalReads.length > 0 ? judgeEnd(evidence) : undefined;
  const wire = router.wiretap.convergence.result();
  const run: Run = {
    scenario: scenario.name,
    description: scenario.description,
    startedAt: new Date(evidence.startedAtMs).toISOString(),
    interrupted: evidence.interrupted,
    loadMs: evidence.loadMs,
    settledMs: evidence.settledMs ?? null,
    partitions: evidence.partitions,
    operations: countOperations(evidence),
    clientLatencyMs: clientLatency(recorder.operations),
    convergenceMs: reported?.convergence ?? null,
    confirmedMs: reported?.confirmed ?? null,
    propagationMs: reported?.propagation ?? null,
    observedConvergenceMs: wire.convergence.count > 0 ? wire.convergence : null,
    messages: countMessages(evidence),
    redundancy: reported === undefined ? null : redundancy(reported),
    staleReads: reads === undefined ? null : staleness(recorder.operations, reads, reported),
    broadcast: broadcast === undefined ? null : broadcastPart(broadcast.verdict()),
    pendingAtEnd: pendingAtEnd(evidence, reported),
    finalState: final === undefined ? null : finalPart(final),
    audit: reported === undefined || reads === undefined ? [] : auditRows(evidence, reported, reads),
    bench: { addedDelayMs: router.traffic.addedDelayMs() },
    nodes: evidence.cuts.map(({ name, sent, account }) => ({
      name,
      sent: total(sent),
      stats: account?.stats ?? null,
    })),
    problems: [],
    warnings: [],
  };
  return { ...run, problems: problemsOf(run, evidence), warnings: warningsOf(run, evidence) };
}

function judgeEnd({ recorder, finalReads, nodes }: Evidence): FinalVerdict {
  const asked = new Set(finalReads.map((op) => op.key));
  const history = recorder.operations.filter((op) => asked.has(op.key));
  return judgeFinalState(history, finalReads, nodes, CLOCK_SKEW_MS);
}

function countOperations({ recorder, loadMs }: Evidence): Run['operations'] {
  const count = (kind: 'read' | 'write'): Run['operations']['reads'] => {
    const errors: Record<string, number> = {};
    let started = 0;
    let ok = 0;
    for (const op of recorder.operations) {
      if (op.kind !== kind) continue;
      started++;
      const error = op.timedOut || op.completedAtMs === undefined ? 'timeout' : op.error;
      if (error === undefined) ok++;
      else errors[error] = (errors[error] ?? 0) + 1;
    }
    return { started, ok, errors };
  };
  const writes = count('write');
  const reads = count('read');
  const throughputPerSec = loadMs === 0 ? 0 : ((writes.ok + reads.ok) * 1000) / loadMs;
  return { writes, reads, shed: recorder.shed, throughputPerSec };
}

function clientLatency(operations: readonly LiveOperation[]): Run['clientLatencyMs'] {
  const of = (kind: 'read' | 'write'): Summary =>
    summarize(
      operations
        .filter((op) => op.kind === kind && isServed(op) && !op.timedOut)
        .map((op) => (op.completedAtMs ?? 0) - op.scheduledAtMs),
    );
  return { writes: of('write'), reads: of('read') };
}

function countMessages({ cuts, recorder, router: { traffic } }: Evidence): Run['messages'] {
  const byKind = sumKinds(cuts.map(({ sent }) => sent));
  const { messages, bytes } = total(byKind);
  const writes = cuts.reduce((sum, { served }) => sum + served.writes, 0);
  const over = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return {
    sent: messages,
    bytes,
    perWrite: over(messages, writes),
    bytesPerWrite: over(bytes, writes),
    perOperation: over(messages, recorder.operations.length),
    byKind: Object.fromEntries([...byKind].sort(([, a], [, b]) => b.messages - a.messages)),
    delivered: traffic.delivered,
    duplicated: traffic.duplicated,
    dropped: { ...traffic.lost },
  };
}

function redundancy({ entries }: ClusterAccount): Run['redundancy'] {
  return { ...entries, ratio: entries.applied === 0 ? null : entries.duplicate / entries.applied };
}

function staleness(
  history: readonly LiveOperation[],
  verdict: ReadVerdict,
  reported: ClusterAccount | undefined,
): Run['staleReads'] {
  const { certain, possible, reads } = verdict;
  const sure = verdict.staleReads.filter((stale) => stale.certain);
  const count = reported?.staleReads ?? certain;
  const served = reported?.reads ?? reads;
  return {
    source: reported === undefined ? 'clients' : 'nodes',
    count,
    share: served === 0 ? 0 : count / served,
    ageMs: reported?.staleness ?? summarize(sure.map((stale) => stale.ageMs.lo)),
    depth: reported?.depth ?? summarize(sure.map((stale) => stale.depth.lo)),
    certain,
    possible,
    visibility: visibility(history, verdict),
  };
}

function broadcastPart(verdict: ReturnType<NonNullable<Evidence['broadcast']>['verdict']>): Run['broadcast'] {
  const { attempted, stable, stale, neverRead, stableLatencyMs, seenEverywhereMs } = verdict;
  return { attempted, stable, stale, neverRead, stableLatencyMs, seenEverywhereMs };
}

function pendingAtEnd({ broadcast }: Evidence, reported: ClusterAccount | undefined): number | null {
  return reported?.pendingWrites ?? broadcast?.verdict().missing.count ?? null;
}

function finalPart(verdict: FinalVerdict): Run['finalState'] {
  const part = ({ count, examples }: OffenceList<Offence>): { count: number; examples: string[] } => ({
    count,
    examples: examples.map(({ key, text }) => `${JSON.stringify(key)}: ${text}`),
  });
  return {
    keys: verdict.keys,
    disagreeing: part(verdict.disagreeing),
    lost: part(verdict.lost),
    invented: part(verdict.invented),
    unread: part(verdict.unread),
  };
}

function auditRows(evidence: Evidence, reported: ClusterAccount, reads: ReadVerdict): Run['audit'] {
  const { cuts, recorder, router, nodes } = evidence;
  const { operations } = recorder;
  const byKind = sumKinds(cuts.map(({ sent }) => sent));
  const served = (kind: 'reads' | 'writes'): number => cuts.reduce((sum, cut) => sum + cut.served[kind], 0);
  const unanswered = (kind: 'read' | 'write'): number =>
    operations.filter((op) => op.kind === kind && op.completedAtMs === undefined).length;
  const failedWrites = operations.filter((op) => op.kind === 'write' && op.error !== undefined).length;
  const wire = router.wiretap.convergence.result();
  const answerMs = operations
    .filter(isServed)
    .map(({ completedAtMs = 0, invokedAtMs }) => completedAtMs - invokedAtMs);
  const observed: Observed = {
    messagesSentByKind: Object.fromEntries([...byKind].map(([kind, { messages }]) => [kind, messages])),
    bytesSent: total(byKind).bytes,
    writes: { lo: served('writes'), hi: served('writes') + unanswered('write') + failedWrites },
    reads: { lo: served('reads'), hi: served('reads') + unanswered('read') },
    staleReads: { lo: reads.certain, hi: reads.possible },
    convergence: nodes.length === 1 ? undefined : { pendingWrites: wire.pending, timesMs: wire.convergence },
  };
  const slowestMs = summarize(answerMs).max + router.traffic.addedDelayMs().max;
  const toleranceMs = TOLERANCE_MS + Math.ceil(slowestMs);
  return audit(reported, observed, {
    convergenceBucketsMs: reported.convergenceBucketsMs,
    toleranceMs,
    stallMs: STALL_MS,
  }).map(({ bound, ...row }: CheckedRow) => ({ ...row, bound: bound === undefined ? null : [...bound] }));
}
