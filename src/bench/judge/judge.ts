/** Turns what a scenario left behind into its part of the report: counts, distributions, verdicts, the audit. */

import type { AuditRow as CheckedRow, Observed } from '../../check/audit/audit.ts';
import { audit } from '../../check/audit/audit.ts';
import { isServed, type Operation } from '../../check/history.ts';
import { judgeFinalState, type FinalVerdict, type Offence } from '../../check/reads/lost-writes.ts';
import type { OffenceList } from '../../check/offences.ts';
import { judgeReads } from '../../check/reads/stale-reads.ts';
import { summarize } from '../../base/summary.ts';
import { latencyPart, operationsPart } from '../../report/parts/client-parts.ts';
import { convergenceCurve } from '../../report/parts/convergence-curve.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import { timelineOf } from '../../report/parts/timeline.ts';
import { spreadPart, verdictPart } from '../../report/parts/verdict-part.ts';
import { registersOf, type Evidence } from './evidence.ts';
import { sumAccounts, type ClusterAccount } from '../accounts/node-stats.ts';
import type { LiveOperation } from '../clients/operation.ts';
import { problemsOf, warningsOf } from './problems.ts';
import { seenStaleness, stalenessPart, type SeenStaleness } from './staleness.ts';
import { sumByKind, totalOf } from '../../net/message-counts.ts';

/** One machine, one clock: what is left is how precisely two processes read it. */
export const CLOCK_SKEW_MS = 1;

/** Added to the slowest answer when wire and node are compared: neither sees the other's timers. */
const TOLERANCE_MS = 10;
/** How long a process may stand still, on a busy machine, between two answers that would have shown it. */
const STALL_MS = 100;

export function judge(evidence: Evidence): Run {
  const { scenario, recorder, router, client } = evidence;
  const accounts = evidence.cuts.flatMap(({ account }) => account ?? []);
  const reported = accounts.length === evidence.cuts.length ? sumAccounts(accounts) : undefined;
  const hasFinalReads = evidence.finalReads.length > 0;
  const registers = registersOf(evidence);
  const reads = registers && judgeReads(registers, CLOCK_SKEW_MS);
  const final = registers && hasFinalReads ? judgeEnd(evidence, registers) : undefined;
  const stale = seenStaleness(evidence, registers, reads);
  const wire = router.wiretap.convergence.result();
  const run: Run = {
    scenario: scenario.name,
    description: scenario.description,
    strategy: reported?.strategy ?? null,
    startedAt: new Date(evidence.startedAtMs).toISOString(),
    interrupted: evidence.interrupted,
    loadMs: evidence.loadMs,
    settledMs: evidence.settledMs ?? null,
    partitions: evidence.partitions,
    operations: operationsPart(recorder.operations, { loadMs: evidence.loadMs, shed: recorder.shed, isLate }),
    clientLatencyMs: latencyPart(recorder.operations, isLate),
    convergenceMs: reported?.convergence ?? null,
    confirmedMs: reported?.confirmed ?? null,
    propagationMs: reported?.propagation ?? null,
    observedConvergenceMs: wire.convergence.count > 0 ? wire.convergence : null,
    convergenceCurve: convergenceCurve(router.wiretap.convergence.convergedTimes.convergenceMs),
    timeline: timelineFor(evidence, stale),
    slowestWrites: evidence.traces.describe(router.wiretap.convergence.slowest(), evidence.startedAtMs),
    messages: countMessages(evidence),
    redundancy: reported === undefined ? null : redundancy(reported),
    staleReads: stalenessPart(stale, reported),
    broadcast: spreadPart(client.checker),
    verdict: verdictPart(client.checker, hasFinalReads),
    pendingAtEnd: pendingAtEnd(evidence, reported),
    finalState: final === undefined ? null : finalPart(final),
    audit: reported === undefined ? [] : auditRows(evidence, reported, stale),
    bench: { addedDelayMs: router.traffic.addedDelayMs() },
    nodes: evidence.cuts.map(({ name, sent, account }) => ({
      name,
      sent: totalOf(sent),
      stats: account?.stats ?? null,
    })),
    problems: [],
    warnings: [],
  };
  return { ...run, problems: problemsOf(run, evidence), warnings: warningsOf(run, evidence) };
}

function isLate({ timedOut }: LiveOperation): boolean {
  return timedOut;
}

function timelineFor(
  { recorder: { operations }, router, startedAtMs, loadMs }: Evidence,
  stale: SeenStaleness | undefined,
): Run['timeline'] {
  const { convergence } = router.wiretap;
  const pendingSinceMs = convergence.pendingSinceMs();
  const { convergedTimes } = convergence;
  const isSeen = pendingSinceMs.length + convergedTimes.convergenceMs.length > 0;
  return timelineOf({
    startMs: startedAtMs,
    loadMs,
    operations,
    staleReads: stale?.staleReads,
    converged: isSeen ? convergedTimes : undefined,
    pendingSinceMs,
  });
}

function judgeEnd({ finalReads, nodes }: Evidence, registers: readonly Operation[]): FinalVerdict {
  const asked = new Set(finalReads.map((op) => op.key));
  const history = registers.filter((op) => asked.has(op.key));
  return judgeFinalState(history, finalReads, nodes, CLOCK_SKEW_MS);
}

function countMessages({ cuts, recorder, router: { traffic, wiretap } }: Evidence): Run['messages'] {
  const byKind = sumByKind(cuts.map(({ sent }) => sent));
  const { messages, bytes } = totalOf(byKind);
  const writes = cuts.reduce((sum, { served }) => sum + served.writes, 0);
  const over = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return {
    sent: messages,
    bytes,
    perWrite: over(messages, writes),
    bytesPerWrite: over(bytes, writes),
    traceContextBytes: wiretap.traceContextBytes,
    perOperation: over(messages, recorder.operations.length),
    byKind: Object.fromEntries([...byKind].sort(([, a], [, b]) => b.messages - a.messages)),
    delivered: traffic.delivered,
    duplicated: traffic.duplicated,
    dropped: { ...traffic.dropped },
  };
}

function redundancy({ entries }: ClusterAccount): Run['redundancy'] {
  return { ...entries, ratio: entries.applied === 0 ? null : entries.duplicate / entries.applied };
}

function pendingAtEnd({ client }: Evidence, reported: ClusterAccount | undefined): number | null {
  return reported?.pendingWrites ?? client.checker?.spread?.().missing.count ?? null;
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

function auditRows(
  evidence: Evidence,
  reported: ClusterAccount,
  stale: SeenStaleness | undefined,
): Run['audit'] {
  const { cuts, recorder, router, nodes } = evidence;
  const { operations } = recorder;
  const byKind = sumByKind(cuts.map(({ sent }) => sent));
  const served = (kind: 'reads' | 'writes'): number => cuts.reduce((sum, cut) => sum + cut.served[kind], 0);
  const count = (kind: 'reads' | 'writes', isMeant: (op: LiveOperation) => boolean): number =>
    operations.filter(isMeant).reduce((sum, op) => sum + op.counts[kind], 0);
  const isUnanswered = (op: LiveOperation): boolean => op.completedAtMs === undefined;
  const wire = router.wiretap.convergence.result();
  const answerMs = operations
    .filter(isServed)
    .map(({ completedAtMs = 0, invokedAtMs }) => completedAtMs - invokedAtMs);
  const observed: Observed = {
    messagesSentByKind: Object.fromEntries([...byKind].map(([kind, { messages }]) => [kind, messages])),
    bytesSent: totalOf(byKind).bytes,
    // A write that failed for its client may have taken effect.
    writes: { lo: served('writes'), hi: served('writes') + count('writes', (op) => !isServed(op)) },
    reads: { lo: served('reads'), hi: served('reads') + count('reads', isUnanswered) },
    staleReads: stale?.stale,
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
