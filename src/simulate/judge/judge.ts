/**
 * Makes the report of a simulated scenario: the nodes' account beside the truth. This file gathers the facts, `account.ts`
 * adds up what the nodes say, `audit.ts` compares it with the truth, and `problems.ts` says in words what is wrong.
 */

import { summarize } from '../../base/summary.ts';
import type { Operation } from '../../check/history.ts';
import { NO_OFFENCES, offenceList } from '../../check/offences.ts';
import { staleRegisterReads } from '../../check/reads/seen-staleness.ts';
import { registersOf } from '../../check/workloads/verdict.ts';
import { workloadOf } from '../../load/workloads.ts';
import { LOSES_MEMORY } from '../../net/fault.ts';
import { failedIn } from '../../report/parts/availability-part.ts';
import type { FinalFacts } from '../../report/parts/final-state-part.ts';
import type { MessageFacts } from '../../report/parts/messages-part.ts';
import type { ProcessFacts } from '../../report/parts/processes-part.ts';
import {
  assembleRun,
  type ClientFacts,
  type ConvergenceFacts,
  type RunFacts,
} from '../../report/parts/run.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import { readInTheEnd } from '../final-reads.ts';
import type { Simulation } from '../simulation.ts';
import { EPOCH_MS } from '../world/virtual-time.ts';
import { dotName } from '../../protocol/names.ts';
import type { TrueWrite } from '../truth/key-truth.ts';
import { lostWrites, missedWrites } from '../truth/losses.ts';
import { auditRows } from './audit.ts';
import { problemsOf, warningsOf } from './problems.ts';

export function judge(simulation: Simulation, interrupted: boolean): Run {
  const { settings, scenario, truth, account, settledMs, partitions } = simulation;
  const { nodes, traffic } = simulation.cluster;
  truth.held.lookAtAll(nodes);
  truth.checkClaims(nodes);
  const { seen, staleReads } = staleness(simulation);
  const reported = account.report(settings.gossip.strategy);
  const run = assembleRun({
    ...{ scenario, interrupted, settledMs, partitions, reported, seed: settings.seed },
    processes: processFacts(simulation),
    startedAt: new Date(EPOCH_MS).toISOString(),
    loadMs: Math.min(settings.durationMs, simulation.nowMs),
    clients: clientFacts(simulation, staleReads),
    convergence: trueConvergence(simulation),
    slowestWrites: truth.spread.slowest(
      nodes.map(({ name }) => name),
      EPOCH_MS,
    ),
    messages: messageFacts(simulation),
    writes: truth.clientWrites,
    staleness: seen,
    pendingAtEnd: reported.pendingWrites,
    finalState: settledMs === undefined ? undefined : finalFacts(simulation),
    audit: auditRows(reported, simulation),
    dropped: truth.differences.dropped,
    addedDelayMs: { p50: 0, p99: 0, max: 0 },
    nodes: nodes.map(({ name, index }) => ({
      name,
      sent: { ...(traffic.byNode[index] ?? { messages: 0, bytes: 0 }) },
      stats: null,
    })),
  });
  return { ...run, problems: problemsOf(run, simulation), warnings: warningsOf(run, simulation) };
}

function messageFacts({ cluster: { traffic } }: Simulation): MessageFacts {
  const { byKind: sent, delivered, duplicated, dropped } = traffic;
  return { sent, traceContextBytes: 0, delivered, duplicated, dropped };
}

/** The truth says how many reads were stale; the clients' answers show which ones, and how soon writes became visible. */
function staleness({ settings, truth, settledMs, clients: { operations, checker } }: Simulation): {
  seen: RunFacts['staleness'];
  staleReads: ClientFacts['staleReads'];
} {
  const stale = truth.reads.compare(settledMs !== undefined);
  const registers = registersOf(checker, operations);
  const inAnswers = registers && staleRegisterReads(registers, 2 * settings.skewMs);
  const { reads, ageMs, depth } = truth.reads;
  return {
    seen: {
      reads,
      stale: { lo: stale, hi: stale },
      ageMs: summarize(ageMs),
      depth: summarize(depth),
      visibility: inAnswers?.visibility ?? [],
    },
    staleReads: inAnswers?.staleReads ?? checker?.staleReads,
  };
}

/** After a restart without memory no final reads are made: what only that node knew is gone, and no promise is broken by it. */
function clientFacts(simulation: Simulation, staleReads: ClientFacts['staleReads']): ClientFacts {
  const { settledMs, faults, clients } = simulation;
  const { operations, checker } = clients;
  const mayRead =
    settledMs !== undefined &&
    (simulation.settings.memberChanges ?? 0) === 0 &&
    faults.every(({ fault }) => !LOSES_MEMORY.has(fault));
  const hasFinalReads = mayRead && readInTheEnd(simulation);
  const failed = failedOperations(simulation);
  return { operations, startMs: 0, shed: 0, failed, staleReads, checker, hasFinalReads };
}

/** Without an answer are those whose node was down; a node with a wrong clock refuses writes, and says so. */
function failedOperations({ settings, truth, clients }: Simulation): ClientFacts['failed'] {
  const refusals = workloadOf(settings).refusals ?? [];
  const isOpen = (op: Operation): boolean => op.completedAtMs === undefined;
  const isExcused = (op: Operation): boolean =>
    isOpen(op) || (truth.clocksApart && op.error === 'temporarily_unavailable');
  const failed = failedIn(clients.operations, refusals);
  return { excused: failed.filter(isExcused), others: failed.filter((op) => !isExcused(op)) };
}

function trueConvergence({ truth }: Simulation): ConvergenceFacts {
  // The nodes' clocks begin at the epoch of the simulation, the clients' at 0.
  const sinceStartMs = ({ acceptedAtMs }: { readonly acceptedAtMs: number }): number =>
    acceptedAtMs - EPOCH_MS;
  const { convergenceMs, convergedWrites } = truth.times;
  return {
    observed: summarize(convergenceMs),
    times: { acceptedAtMs: convergedWrites.map(sinceStartMs), convergenceMs },
    pendingSinceMs: truth.writes.filter(({ remaining }) => remaining > 0).map(sinceStartMs),
    isOfAll: true,
  };
}

/** Requests that found their node down, or went down with it, have no answer. */
function processFacts({ faults, truth, clients: { operations } }: Simulation): ProcessFacts {
  return {
    faults: faults.map((fault) => ({ ...fault, initMs: null, caughtUpMs: null })),
    operationsFailed: operations.filter((op) => op.completedAtMs === undefined).length,
    acknowledged: truth.writes.filter(({ orphaned }) => orphaned).length,
    lost: offenceList(missedWrites(truth).map(nameOf)),
    notAsked: [],
  };
}

/** Invented values would have failed the run earlier, and every key can be read: the truth looks into every replica. */
function finalFacts({ truth }: Simulation): FinalFacts {
  return {
    keys: truth.keys.size,
    lost: offenceList(lostWrites(truth).map(nameOf)),
    disagreeing: offenceList(truth.disagreeing().map((key) => JSON.stringify(key))),
    invented: NO_OFFENCES,
    unread: NO_OFFENCES,
  };
}

function nameOf({ origin, seq, keys }: TrueWrite): string {
  return `${dotName(origin, seq)} of key ${JSON.stringify(keys[0])}`;
}
