/** Makes the report of a simulated scenario: the nodes' account beside the truth, every figure of which has to be the same. */

import { exactly, type AuditRow } from '../check/audit/audit.ts';
import type { Operation } from '../check/history.ts';
import { judgeReads } from '../check/reads/stale-reads.ts';
import { summarize } from '../base/summary.ts';
import { visibility } from '../check/reads/visibility.ts';
import { latencyPart, operationsPart } from '../report/parts/client-parts.ts';
import { convergenceCurve } from '../report/parts/convergence-curve.ts';
import type { Run } from '../report/schema/run-schema.ts';
import { timelineOf } from '../report/parts/timeline.ts';
import { spreadPart, verdictPart } from '../report/parts/verdict-part.ts';
import { trueDepths, trueTimes, type Counts } from './account.ts';
import { readInTheEnd } from './final-reads.ts';
import { problemsOf, warningsOf } from './problems.ts';
import type { Simulation } from './run.ts';
import { EPOCH_MS } from './world/virtual-time.ts';

export function judge(simulation: Simulation, interrupted: boolean): Run {
  const { settings, scenario, truth, account, cluster } = simulation;
  const { operations } = simulation.clients;
  truth.lookAtAll(cluster.nodes);
  const stale = truth.reads.compare(simulation.settledMs !== undefined);
  const { rows, reported, staleReads } = readFigures(simulation);
  const seen = seenStaleness(simulation);
  const loadMs = Math.min(settings.durationMs, simulation.nowMs);
  const run: Run = {
    scenario: scenario.name,
    description: scenario.description,
    strategy: settings.gossip.strategy,
    startedAt: new Date(EPOCH_MS).toISOString(),
    interrupted,
    loadMs,
    settledMs: simulation.settledMs ?? null,
    partitions: simulation.partitions,
    operations: operationsPart(operations, { loadMs, shed: 0 }),
    // Clients are where the nodes are: only a node that stands still makes them wait.
    clientLatencyMs: latencyPart(operations),
    convergenceMs: reported.convergence,
    confirmedMs: account.times(
      'gossip_convergence_confirmed_seconds',
      'gossip_convergence_confirmed_max_seconds',
    ),
    propagationMs: reported.propagation,
    observedConvergenceMs: summarize(truth.convergenceMs),
    convergenceCurve: convergenceCurve(truth.convergenceMs),
    timeline: timelineFor(simulation, loadMs, seen.staleReads),
    slowestWrites: truth.spread.slowest(
      cluster.nodes.map(({ name }) => name),
      EPOCH_MS,
    ),
    messages: countMessages(simulation),
    redundancy: redundancyOf(account.counts('gossip_entries_received_total')),
    staleReads: { ...staleReads, certain: stale, possible: stale, visibility: seen.visibility },
    ...answersOf(simulation),
    pendingAtEnd: account.pending,
    finalState: finalState(simulation),
    audit: rows.map((row) => ({ ...row, bound: null })),
    bench: { addedDelayMs: { p50: 0, p99: 0, max: 0 } },
    nodes: nodesOf(simulation),
    problems: [],
    warnings: [],
  };
  return { ...run, problems: problemsOf(run, simulation), warnings: warningsOf(simulation) };
}

/** What only a node knew that lost its memory is gone, and no broken promise: then no final reads are made. */
function answersOf(simulation: Simulation): Pick<Run, 'broadcast' | 'verdict'> {
  const { settledMs, faults, clients } = simulation;
  const mayRead = settledMs !== undefined && faults.restart === 0;
  const hasFinalReads = mayRead && readInTheEnd(simulation);
  return { broadcast: spreadPart(clients.checker), verdict: verdictPart(clients.checker, hasFinalReads) };
}

/** What the nodes report, and each of these figures beside the true one. */
function readFigures({ truth, account, cluster }: Simulation) {
  const convergence = account.times('gossip_convergence_seconds', 'gossip_convergence_max_seconds');
  const propagation = account.times('gossip_propagation_seconds', 'gossip_propagation_max_seconds');
  const staleness = account.times('gossip_read_staleness_seconds', 'gossip_read_staleness_max_seconds');
  const depth = account.depths();
  const reads = sum(account.counts('gossip_reads_total'));
  const staleReads = sum(account.counts('gossip_stale_reads_total'));
  const messages = account.counts('gossip_messages_total');
  const bytes = account.counts('gossip_message_bytes_total');
  const { byKind } = cluster.traffic;
  const sent = [...byKind].map(([kind, count]) =>
    exactly(`messages sent: ${kind}`, messages.get(`sent ${kind}`) ?? 0, count.messages),
  );
  const distributions = [
    ['convergence', convergence, trueTimes('gossip_convergence_seconds', truth.convergenceMs), 'ms'],
    ['propagation', propagation, trueTimes('gossip_propagation_seconds', truth.propagationMs), 'ms'],
    ['staleness', staleness, trueTimes('gossip_read_staleness_seconds', truth.reads.ageMs), 'ms'],
    ['missed', depth, trueDepths(truth.reads.depth), 'versions'],
  ] as const;
  const rows: AuditRow[] = [
    ...sent.sort((a, b) => (a.what < b.what ? -1 : 1)),
    exactly('bytes sent', bytes.get('sent') ?? 0, cluster.traffic.total().bytes),
    exactly('writes', sum(account.counts('gossip_writes_total')), truth.writes.length),
    exactly('reads', reads, truth.reads.reads),
    exactly(
      'writes converged',
      convergence.count,
      truth.writes.filter((one) => one.reportedMs !== undefined).length,
    ),
    ...distributions.flatMap(([name, reported, truly, unit]) =>
      (['count', 'mean', 'p50', 'p95', 'p99', 'max'] as const).map((part) =>
        exactly(
          part === 'count' ? `${name}: count` : `${name} ${part} (${unit})`,
          ...digits(reported[part], truly[part]),
        ),
      ),
    ),
  ];
  const share = reads === 0 ? 0 : staleReads / reads;
  return {
    rows,
    reported: { convergence, propagation },
    staleReads: { source: 'nodes' as const, count: staleReads, share, ageMs: staleness, depth },
  };
}

/** Clients have no latency here, so that what they saw shows when a write became visible. */
function seenStaleness({ settings, clients: { operations, checker } }: Simulation) {
  const registers = checker === undefined ? operations : checker.registers?.();
  if (registers === undefined) return { visibility: [], staleReads: checker?.staleReads };
  const verdict = judgeReads(registers, 2 * settings.skewMs);
  const certain = verdict.staleReads.filter((stale) => stale.certain);
  return { visibility: visibility(registers, verdict), staleReads: certain.map(({ read }) => read) };
}

function timelineFor(
  { truth, clients: { operations } }: Simulation,
  loadMs: number,
  staleReads: readonly Operation[] | undefined,
): Run['timeline'] {
  // The nodes' clocks begin at the epoch of the simulation, the clients' at nought.
  const sinceStartMs = ({ acceptedAtMs }: { readonly acceptedAtMs: number }): number =>
    acceptedAtMs - EPOCH_MS;
  return timelineOf({
    startMs: 0,
    loadMs,
    operations,
    staleReads,
    converged: {
      acceptedAtMs: truth.converged.map(sinceStartMs),
      convergenceMs: truth.convergenceMs,
    },
    pendingSinceMs: truth.writes.filter(({ remaining }) => remaining > 0).map(sinceStartMs),
  });
}

function nodesOf({ cluster: { nodes, traffic } }: Simulation): Run['nodes'] {
  return nodes.map(({ name, index }) => ({
    name,
    sent: { ...(traffic.byNode[index] ?? { messages: 0, bytes: 0 }) },
    stats: null,
  }));
}

/** The order of a sum's parts shows in its last digits. */
function digits(...values: [number, number]): [number, number] {
  return values.map((value) => Number(value.toPrecision(10))) as [number, number];
}

function sum(counts: Counts): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function countMessages({ cluster: { traffic }, truth, clients }: Simulation): Run['messages'] {
  const { messages, bytes } = traffic.total();
  const over = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return {
    sent: messages,
    bytes,
    perWrite: over(messages, truth.writes.length),
    bytesPerWrite: over(bytes, truth.writes.length),
    traceContextBytes: 0,
    perOperation: over(messages, clients.operations.length),
    byKind: Object.fromEntries(
      [...traffic.byKind].sort(([a, x], [b, y]) => y.messages - x.messages || (a < b ? -1 : 1)),
    ),
    delivered: traffic.delivered,
    duplicated: traffic.duplicated,
    dropped: { ...traffic.dropped },
  };
}

function redundancyOf(counts: Counts): Run['redundancy'] {
  const [applied = 0, superseded = 0, duplicate = 0] = ['applied', 'superseded', 'duplicate'].map((outcome) =>
    counts.get(outcome),
  );
  return { applied, superseded, duplicate, ratio: applied === 0 ? null : duplicate / applied };
}

function finalState({ truth, settledMs }: Simulation): Run['finalState'] {
  if (settledMs === undefined) return null;
  const none = { count: 0, examples: [] };
  const disagreeing = truth.disagreeing();
  const lost = truth.lost();
  return {
    keys: truth.keys.size,
    disagreeing: {
      count: disagreeing.length,
      examples: disagreeing.slice(0, 20).map((key) => JSON.stringify(key)),
    },
    lost: { count: lost.length, examples: lost.slice(0, 20) },
    invented: none,
    unread: none,
  };
}
