/** Makes the report of one run against a store from plain facts, and says what is wrong with it. */

import { STEP_MS, type ReplicaRecord, type VisibleTimes } from '../../check/replicas/replica-record.ts';
import type { WriteRecord } from '../../check/replicas/write-record.ts';
import { summarize } from '../../base/summary.ts';
import type { PartitionRecord } from '../../net/partition-plan.ts';
import { formatDuration, formatNumber } from '../words/format.ts';
import { MOST_OUTAGES, type StoreReplica, type StoreRun } from '../schema/store-schema.ts';
import { convergenceCurve } from './convergence-curve.ts';
import { timelineOfCounts } from './timeline.ts';

export interface StoreFacts {
  readonly scenario: { readonly name: string; readonly description: string };
  /** On the clock of all times. */
  readonly startMs: number;
  readonly startedAt: string;
  readonly loadMs: number;
  /** Undefined: some replica lacked something, or nobody waited. */
  readonly settledMs: number | undefined;
  readonly interrupted: boolean;
  readonly product: string;
  readonly claims: StoreRun['claims'];
  readonly partitions: readonly PartitionRecord[];
  /** Why links made no difference. */
  readonly idleLinks: readonly string[];
  readonly writes: WriteRecord;
  readonly everywhere: VisibleTimes;
  readonly replicas: readonly ReplicaFacts[];
  /** Writes that were forgotten because too many were open. */
  readonly forgotten: number;
  /** Why what was written could not be removed; undefined: it was. */
  readonly left: string | undefined;
}

export interface ReplicaFacts {
  readonly name: string;
  readonly record: ReplicaRecord;
  /** When the writes were acknowledged that it never showed. */
  readonly pendingSinceMs: readonly number[];
  /** It did not show the first writes, with which the run waits for all replicas. */
  readonly neverInSync: boolean;
}

export function storeRun(facts: StoreFacts, point: StoreRun['point']): StoreRun {
  const { writes, replicas } = facts;
  const run: StoreRun = {
    scenario: facts.scenario.name,
    description: facts.scenario.description,
    point,
    startedAt: facts.startedAt,
    interrupted: facts.interrupted,
    loadMs: facts.loadMs,
    settledMs: facts.settledMs ?? null,
    product: facts.product,
    claims: facts.claims,
    partitions: [...facts.partitions],
    writes: {
      started: writes.startedWrites,
      acknowledged: writes.ackedAtMs.length,
      errors: Object.fromEntries(writes.errors),
      shed: writes.shedWrites,
      latencyMs: summarize(writes.latencyMs),
    },
    everywhere: visiblePart(facts.everywhere),
    replicas: replicas.map((replica) => replicaPart(replica, facts)),
    failover: failoverPart(facts),
    problems: [],
    warnings: [],
  };
  return { ...run, problems: problemsOf(run), warnings: warningsOf(run, facts) };
}

function visiblePart(times: VisibleTimes): StoreRun['everywhere'] {
  return { ...times.summary(), curve: convergenceCurve(times.atMostMs) };
}

function replicaPart(
  { name, record, pendingSinceMs, neverInSync }: ReplicaFacts,
  facts: StoreFacts,
): StoreReplica {
  const { startMs, loadMs, writes } = facts;
  return {
    ...{ name, neverInSync, ...visiblePart(record.visible), pending: pendingSinceMs.length },
    reads: {
      ok: record.reads,
      errors: Object.fromEntries(record.errors),
      latencyMs: summarize(record.latencyMs),
    },
    stale: {
      count: record.staleAgeMs.length,
      share: record.reads === 0 ? null : record.staleAgeMs.length / record.reads,
      ageMs: summarize(record.staleAgeMs),
      depth: summarize(record.staleDepth),
    },
    wentBack: record.wentBack,
    visibility: record.visibility(),
    timeline: timelineOfCounts({
      ...{ startMs, loadMs, countedEveryMs: STEP_MS, pendingSinceMs },
      writesAtMs: writes.ackedAtMs,
      errorsAtMs: writes.failedAtMs,
      ...{ reads: record.readsAt, staleReads: record.staleAt, errors: record.errorsAt },
      converged: { acceptedAtMs: record.visible.ackedAtMs, convergenceMs: record.visible.atMostMs },
    }),
  };
}

function failoverPart({ writes, startMs, loadMs }: StoreFacts): StoreRun['failover'] {
  const outages = writes.outages
    .map(({ fromMs, toMs }) => ({
      fromMs: fromMs - startMs,
      toMs: toMs === undefined ? null : toMs - startMs,
      lengthMs: (toMs ?? startMs + loadMs) - fromMs,
    }))
    .sort((a, b) => b.lengthMs - a.lengthMs);
  if (outages.length === 0 && writes.writers.length === 1) return null;
  return {
    lost: writes.lostWrites,
    writers: writes.writers.map(({ name, sinceMs }) => ({ name, fromMs: Math.max(0, sinceMs - startMs) })),
    outages: outages.slice(0, MOST_OUTAGES).map(({ fromMs, toMs }) => ({ fromMs, toMs })),
    longestMs: outages[0]?.lengthMs ?? 0,
  };
}

/** What must not be, whatever was done to the links: who did something to the servers reads of it in the report. */
function problemsOf({ replicas, claims, writes, interrupted }: StoreRun): string[] {
  const problems: string[] = [];
  if (writes.acknowledged === 0) problems.push(`no write was acknowledged${namesOf(writes.errors)}`);
  for (const { name, pending, stale, reads } of replicas) {
    if (reads.ok === 0) problems.push(`${name}: no read was answered${namesOf(reads.errors)}`);
    else if (pending > 0 && !interrupted)
      problems.push(
        `${name}: ${formatNumber(pending, 'count')} acknowledged writes were never shown, nor anything later`,
      );
    if (claims.neverStale && stale.count > 0)
      problems.push(
        `${name}: ${formatNumber(stale.count, 'count')} reads were stale, the oldest by ${formatDuration(stale.ageMs.max)}, and none should be: ${claims.says}`,
      );
  }
  return problems;
}

function warningsOf({ replicas, writes }: StoreRun, { forgotten, left, idleLinks }: StoreFacts): string[] {
  const warnings: string[] = [...idleLinks];
  for (const { name, neverInSync, wentBack, reads } of replicas) {
    if (neverInSync)
      warnings.push(
        `${name} had not shown the first writes when the load began: does it follow this target?`,
      );
    if (wentBack > 0)
      warnings.push(
        `${name}: ${formatNumber(wentBack, 'count')} reads showed an earlier write than a read before them`,
      );
    if (Object.keys(reads.errors).length > 0 && reads.ok > 0)
      warnings.push(`${name}: reads failed${namesOf(reads.errors)}`);
  }
  if (Object.keys(writes.errors).length > 0 && writes.acknowledged > 0)
    warnings.push(`writes failed${namesOf(writes.errors)}`);
  if (writes.shed > 0)
    warnings.push(
      `${formatNumber(writes.shed, 'count')} writes were not started, because each key waited for an answer: more --keys, or a lower --rate`,
    );
  if (forgotten > 0)
    warnings.push(
      `${formatNumber(forgotten, 'count')} writes were forgotten, because some replica lacked too many`,
    );
  if (left !== undefined)
    warnings.push(
      `what was written could not be removed (${left}): the next run with this target removes it`,
    );
  return warnings;
}

/** `: 3 timeout, 1 readonly` */
function namesOf(errors: Readonly<Record<string, number>>): string {
  const names = Object.entries(errors).map(([name, count]) => `${formatNumber(count, 'count')} ${name}`);
  return names.length === 0 ? '' : `: ${names.join(', ')}`;
}
