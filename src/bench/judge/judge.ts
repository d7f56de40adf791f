/**
 * Turns what a scenario left behind into its part of the report. Begin here: `evidence.ts` says what there is, this file
 * gathers the facts of it, `audit.ts` compares the nodes' account with them, and `problems.ts` says in words what is wrong.
 */

import type { AuditRow } from '../../check/audit/audit-row.ts';
import type { Operation } from '../../check/history.ts';
import type { OffenceList } from '../../check/offences.ts';
import { perishableWrites } from '../../check/lives.ts';
import { judgeFinalState, type FinalVerdict, type Offence } from '../../check/reads/lost-writes.ts';
import type { SeenStaleness } from '../../check/reads/seen-staleness.ts';
import { registersOf } from '../../check/workloads/verdict.ts';
import { SERVICE_NAMES } from '../../net/services/services.ts';
import { sumByKind, totalOf, type CountsByKind } from '../../net/message-counts.ts';
import type { ClusterAccount } from '../../report/parts/cluster-account.ts';
import type { FinalFacts } from '../../report/parts/final-state-part.ts';
import type { MessageFacts } from '../../report/parts/messages-part.ts';
import { assembleRun, type ConvergenceFacts } from '../../report/parts/run.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { NodeCut } from '../accounts/node-cuts.ts';
import { sumAccounts, type NodeStats, type SketchedStats } from '../accounts/node-stats.ts';
import { agentsPart, carriedRows } from './agents.ts';
import { auditRows, ownDropped } from './audit.ts';
import { skewMsOf } from './clock-skew.ts';
import type { Evidence } from './evidence.ts';
import { pendingProbes, probedTimes, probesPart } from './probed.ts';
import { auditedFromOutside, messagesFromOutside, outsidePart } from './outside.ts';
import { failedOperations, processFacts } from './processes.ts';
import { saidOf } from './problems.ts';
import { seenStaleness } from './staleness.ts';

export function judge(evidence: Evidence): Run {
  const { scenario, clients, router, cuts, startedAtMs, loadMs } = evidence;
  const { operations, shed, checker } = clients;
  const accounts = cuts.flatMap(({ account }) => account ?? []);
  const reported = accounts.length === cuts.length ? sumAccounts(accounts) : undefined;
  const hasFinalReads = evidence.finalReads.length > 0;
  const registers = registersOf(checker, operations);
  const staleness = seenStaleness(evidence, registers, skewMsOf(evidence));
  const { endedLives } = evidence.nodeFaults;
  const lives = [...cuts, ...endedLives];
  const final = registers && hasFinalReads ? finalVerdict(evidence, registers) : undefined;
  const probes = probesPart(evidence);
  const run = assembleRun({
    ...{ scenario, loadMs, reported, staleness, seed: evidence.settings.seed },
    startedAt: new Date(startedAtMs).toISOString(),
    interrupted: evidence.interrupted,
    settledMs: evidence.settledMs,
    partitions: evidence.partitions,
    processes: processFacts(evidence, final === undefined ? undefined : inWords(final.perished)),
    clients: {
      ...{ operations, shed, checker, hasFinalReads },
      startMs: startedAtMs,
      staleReads: staleness?.staleReads,
      failed: failedOperations(evidence),
    },
    convergence: seenConvergence(evidence),
    slowestWrites: evidence.traces.describe(router.wiretap.convergence.slowest(), startedAtMs),
    messages: messageFacts(evidence),
    ...(evidence.outside === undefined ? {} : { staleReadsAreOfClients: true }),
    writes: lives.reduce((sum, { served }) => sum + served.writes, probes?.acknowledged ?? 0),
    pendingAtEnd:
      pendingIn(evidence, reported) ?? checker?.spread?.().missing.count ?? probes?.pending ?? null,
    finalState: final && finalFacts(final),
    audit: [
      ...(reported === undefined ? [] : auditOf(evidence, reported, staleness)),
      ...carriedRows(evidence.agents),
    ],
    dropped: new Map([...(reported?.dropped ?? []), ...ownDropped(router)]),
    addedDelayMs: router.traffic.addedDelayMs(),
    nodesWaitMs: evidence.heldUp.nodesWaitMs,
    nodes: nodeFacts(evidence),
  });
  const probed = probes === undefined ? {} : { probes };
  const outside = evidence.outside === undefined ? {} : { outside: outsidePart(evidence.outside) };
  return { ...run, ...probed, ...agentsPart(evidence), ...outside, ...saidOf(run, evidence) };
}

const NOTHING_KNOWN: Omit<NodeCut, 'name' | 'served'> = { sent: new Map(), account: undefined };

function nodeFacts({ cuts, nodeFaults: { endedLives, lostAtMs } }: Evidence): Run['nodes'] {
  // Nobody could ask them, and they sent what their lives sent.
  const lost = [...lostAtMs.keys()].map((name) => ({ ...NOTHING_KNOWN, name }));
  const sentBefore = (name: string): CountsByKind[] =>
    endedLives.filter(({ node }) => node === name).map(({ sent }) => sent);
  return [...cuts, ...lost].map(({ name, sent, account, sentBytes }) => {
    const { messages, bytes } = totalOf(sumByKind([sent, ...sentBefore(name)]));
    return {
      ...{ name, sent: { messages, bytes: sentBytes ?? bytes } },
      stats: account === undefined ? null : withoutSketches(account.stats),
    };
  });
}

function auditOf(
  evidence: Evidence,
  reported: ClusterAccount,
  staleness: SeenStaleness | undefined,
): AuditRow[] {
  return evidence.outside === undefined
    ? auditRows(evidence, reported, staleness)
    : auditedFromOutside(evidence, evidence.outside, reported, staleness);
}

/** Undefined: the nodes do not tell, or tell of writes that others still make. */
function pendingIn({ outside }: Evidence, reported: ClusterAccount | undefined): number | undefined {
  return outside !== undefined && outside.others.writes > 0 ? undefined : reported?.pendingWrites;
}

/** What has been made of them stands in the report. */
function withoutSketches(stats: SketchedStats): NodeStats {
  return { ...stats, sketches: undefined };
}

/** On the wire; of strangers, whose messages show nothing of it, by probes. */
function seenConvergence(evidence: Evidence): ConvergenceFacts {
  const { convergence } = evidence.router.wiretap;
  const { convergedTimes } = convergence;
  const summary = convergence.result().convergence;
  const pendingSinceMs = convergence.pendingSinceMs();
  if (pendingSinceMs.length === 0 && convergedTimes.convergenceMs.length === 0)
    return {
      observed: null,
      times: probedTimes(evidence),
      pendingSinceMs: pendingProbes(evidence).map(({ sentAtMs }) => sentAtMs),
      isOfAll: false,
    };
  const observed = summary.count > 0 ? summary : null;
  return { observed, times: convergedTimes, pendingSinceMs, isOfAll: true };
}

function messageFacts({ cuts, nodeFaults, router: { traffic, wiretap }, outside }: Evidence): MessageFacts {
  if (outside !== undefined) return messagesFromOutside(cuts, outside);
  const { delivered, duplicated, dropped } = traffic;
  const { traceContextBytes } = wiretap;
  const nodes = [...cuts, ...nodeFaults.endedLives].map((life) => life.sent);
  // Maelstrom counts what its services answer, too.
  const sent = sumByKind([...nodes, ...SERVICE_NAMES.map((name) => traffic.snapshotOf(name))]);
  return { sent, traceContextBytes, delivered, duplicated, dropped };
}

function finalVerdict(evidence: Evidence, registers: readonly Operation[]): FinalVerdict {
  const { finalReads, nodes, nodeFaults } = evidence;
  const asked = new Set(finalReads.map((op) => op.key));
  const history = registers.filter((op) => asked.has(op.key));
  const perishable = perishableWrites(history, nodeFaults.lifeStarts);
  const present = nodes.filter((node) => !nodeFaults.lostAtMs.has(node));
  return judgeFinalState(history, finalReads, present, skewMsOf(evidence), perishable);
}

function inWords({ count, examples }: OffenceList<Offence>): OffenceList<string> {
  return { count, examples: examples.map(({ key, text }) => `${JSON.stringify(key)}: ${text}`) };
}

function finalFacts(verdict: FinalVerdict): FinalFacts {
  return {
    keys: verdict.keys,
    lost: inWords(verdict.lost),
    disagreeing: inWords(verdict.disagreeing),
    invented: inWords(verdict.invented),
    unread: inWords(verdict.unread),
  };
}
