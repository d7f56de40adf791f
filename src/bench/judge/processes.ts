/** What the run did to its nodes, and what that cost: operations that failed because a node was down, and writes that went with it. */

import type { OffenceList } from '../../check/offences.ts';
import { workloadOf } from '../../load/workloads.ts';
import { failedIn, type FailedOperations } from '../../report/parts/availability-part.ts';
import type { ProcessFacts, Recovery } from '../../report/parts/processes-part.ts';
import type { LiveOperation } from '../clients/operation.ts';
import { REQUEST_TIMEOUT_MS } from '../clients/request-client.ts';
import type { Evidence } from './evidence.ts';

/** At most, from the end of a fault until its new process is started: the old one's last output is read before. */
const START_MS = 1_000;
const NO_RECOVERY: Recovery = { initMs: null, caughtUpMs: null };

/** @param perished writes of registers that are gone; undefined: the final reads do not tell */
export function processFacts(evidence: Evidence, perished: OffenceList<string> | undefined): ProcessFacts {
  const { nodeFaults, clients } = evidence;
  nodeFaults.noteRecoveries();
  return {
    faults: recoveredFaults(evidence),
    operationsFailed: failedOperations(evidence).excused.length,
    acknowledged: nodeFaults.endedLives.reduce((sum, { served }) => sum + served.writes, 0),
    lost: perished ?? clients.checker?.spread?.().perished,
    notAsked: nodeFaults.endedLives
      .filter(({ node }) => !nodeFaults.lostAtMs.has(node))
      .map(({ node, life }) => `${node}'s life ${life}`),
  };
}

/** A node is started again once for each time that it was killed. */
function recoveredFaults({ faults, nodeFaults }: Evidence): ProcessFacts['faults'] {
  const left = new Map(faults.map(({ node }) => [node, nodeFaults.recoveries(node)]));
  return faults.map((record) => {
    const recovery = record.fault === 'restart' ? left.get(record.node)?.shift() : undefined;
    const { initMs, caughtUpMs } = recovery ?? NO_RECOVERY;
    return { ...record, initMs, caughtUpMs };
  });
}

/** Where the run was interrupted, what was still to be answered has not failed. */
export function failedOperations(evidence: Evidence): FailedOperations<LiveOperation> {
  const { settings, clients, startedAtMs, interrupted } = evidence;
  const isOpen = ({ timedOut, completedAtMs }: LiveOperation): boolean =>
    !timedOut && completedAtMs === undefined;
  const failed = failedIn(clients.operations, workloadOf(settings).refusals ?? []).filter(
    (op) => !interrupted || !isOpen(op),
  );
  const downs = recoveredFaults(evidence).map(({ node, fromMs, toMs, initMs }) => {
    // A node that is started again serves when it has answered `init`.
    const upMs = startedAtMs + toMs + (initMs ?? 0) + START_MS;
    return { node, fromMs: startedAtMs + fromMs, upMs };
  });
  for (const [node, atMs] of evidence.nodeFaults.lostAtMs) downs.push({ node, fromMs: atMs, upMs: Infinity });
  const isExcused = ({ node, invokedAtMs }: LiveOperation): boolean =>
    downs.some(
      (down) =>
        down.node === node && invokedAtMs <= down.upMs && invokedAtMs + REQUEST_TIMEOUT_MS >= down.fromMs,
    );
  return {
    excused: failed.filter(isExcused),
    others: failed.filter((op) => !isExcused(op)),
  };
}
