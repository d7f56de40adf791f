/**
 * Makes the report of a run from plain facts. The bench gathers them from processes and pipes, the simulator from its own
 * memory; from here on the two are the same. Each part of a run has a file beside this one.
 */

import type { Summary } from '../../base/summary.ts';
import type { AuditRow } from '../../check/audit/audit-row.ts';
import type { Dropped } from '../../check/audit/dropped.ts';
import type { Operation } from '../../check/history.ts';
import type { SeenStaleness } from '../../check/reads/seen-staleness.ts';
import type { WorkloadChecker } from '../../check/workloads/verdict.ts';
import type { PartitionRecord } from '../../net/partition-plan.ts';
import type { Scenario } from '../../net/scenarios.ts';
import type { SlowWrite } from '../schema/course-schema.ts';
import type { Run } from '../schema/run-schema.ts';
import { availabilityPart, type FailedOperations } from './availability-part.ts';
import { auditPart } from './audit-part.ts';
import { droppedPart } from './dropped-part.ts';
import { healingTimeMs } from './healing.ts';
import { latencyPart, operationsPart, type ClientOperation } from './client-parts.ts';
import { redundancyPart, type ClusterAccount } from './cluster-account.ts';
import { convergenceCurve } from './convergence-curve.ts';
import { finalStatePart, type FinalFacts } from './final-state-part.ts';
import { messagesPart, type MessageFacts } from './messages-part.ts';
import { processesPart, type ProcessFacts } from './processes-part.ts';
import { stalenessPart } from './staleness-part.ts';
import { timelineOf, type ConvergedTimes } from './timeline.ts';
import { spreadPart, verdictPart } from './verdict-part.ts';

export interface RunFacts {
  readonly scenario: Pick<Scenario, 'name' | 'description'>;
  readonly seed: number;
  /** When the load began: ISO 8601, in UTC. */
  readonly startedAt: string;
  readonly interrupted: boolean;
  readonly loadMs: number;
  /** Undefined: it did not settle, or nobody waited. */
  readonly settledMs: number | undefined;
  readonly partitions: readonly PartitionRecord[];
  /** What happened to the nodes themselves. */
  readonly processes: ProcessFacts;
  readonly clients: ClientFacts;
  readonly convergence: ConvergenceFacts;
  readonly slowestWrites: readonly SlowWrite[];
  readonly messages: MessageFacts;
  /** Writes that were acknowledged. */
  readonly writes: number;
  /** Undefined: the nodes report nothing. */
  readonly reported: ClusterAccount | undefined;
  /** Undefined: nobody can tell. */
  readonly staleness: Omit<SeenStaleness, 'staleReads'> | undefined;
  /** Where the nodes' own count has reads in it that are not the clients'. */
  readonly staleReadsAreOfClients?: boolean;
  readonly pendingAtEnd: number | null;
  readonly finalState: FinalFacts | undefined;
  readonly audit: readonly AuditRow[];
  readonly dropped: Dropped;
  readonly addedDelayMs: Run['bench']['addedDelayMs'];
  readonly nodesWaitMs?: number | undefined;
  readonly nodes: Run['nodes'];
}

/** What the clients did and saw. */
export interface ClientFacts {
  readonly operations: readonly ClientOperation[];
  /** When the load began, on the clock of the operations. */
  readonly startMs: number;
  readonly shed: number;
  readonly failed: FailedOperations;
  /** Stale reads among the operations; undefined: nobody judged them. */
  readonly staleReads: readonly Operation[] | undefined;
  /** Undefined: the final state says all that there is to judge. */
  readonly checker: WorkloadChecker | undefined;
  /** Whether every node was read once more when all was over. */
  readonly hasFinalReads: boolean;
}

/** Convergence as it was observed: on the wire, by probes, or by looking into every replica. Times are on the clock of the operations. */
export interface ConvergenceFacts {
  readonly observed: Summary | null;
  /** Undefined: nobody saw when writes converged. */
  readonly times: ConvergedTimes | undefined;
  /** When the writes were accepted that some replica still lacks. */
  readonly pendingSinceMs: readonly number[];
  /** Whether these are all writes, and not those alone that were probed. */
  readonly isOfAll: boolean;
}

/** Problems and warnings are still to be found in it. */
export function assembleRun(facts: RunFacts): Run {
  const { scenario, clients, convergence, reported, loadMs } = facts;
  const { operations, startMs, staleReads } = clients;
  const { times: converged, pendingSinceMs } = convergence;
  const availability = availabilityPart(operations.length, clients.failed);
  return {
    scenario: scenario.name,
    description: scenario.description,
    strategy: reported?.strategy ?? null,
    seed: facts.seed,
    // Who varies settings says so.
    point: {},
    startedAt: facts.startedAt,
    interrupted: facts.interrupted,
    loadMs,
    settledMs: facts.settledMs ?? null,
    healingMs: convergence.isOfAll
      ? healingTimeMs({ partitions: facts.partitions, startMs, converged, pendingSinceMs })
      : null,
    partitions: [...facts.partitions],
    ...processesPart(facts.processes),
    operations: operationsPart(operations, { loadMs, shed: clients.shed }),
    ...(availability === undefined ? {} : { availability }),
    clientLatencyMs: latencyPart(operations),
    convergenceMs: reported?.convergence ?? null,
    confirmedMs: reported?.confirmed ?? null,
    propagationMs: reported?.propagation ?? null,
    observedConvergenceMs: convergence.observed,
    convergenceCurve: convergenceCurve(converged?.convergenceMs ?? []),
    timeline: timelineOf({ startMs, loadMs, operations, staleReads, converged, pendingSinceMs }),
    slowestWrites: [...facts.slowestWrites],
    messages: messagesPart(facts.messages, {
      ...{ writes: facts.writes, operations: operations.length },
      isOurs: reported !== undefined,
    }),
    redundancy: reported === undefined ? null : redundancyPart(reported),
    staleReads: stalenessPart(facts.staleness, facts.staleReadsAreOfClients === true ? undefined : reported),
    broadcast: spreadPart(clients.checker),
    verdict: verdictPart(clients.checker, clients.hasFinalReads),
    pendingAtEnd: facts.pendingAtEnd,
    finalState: finalStatePart(facts.finalState),
    audit: auditPart(facts.audit),
    dropped: droppedPart(facts.dropped),
    bench: { addedDelayMs: facts.addedDelayMs, nodesWaitMs: facts.nodesWaitMs ?? null },
    nodes: facts.nodes,
    problems: [],
    warnings: [],
  };
}
