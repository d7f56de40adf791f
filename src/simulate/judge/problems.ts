/** What is wrong with a simulated run, and what its reader should know, in sentences for people. */

import { problemsIn } from '../../check/workloads/verdict.ts';
import type { Workload } from '../../load/workload.ts';
import { workloadOf } from '../../load/workloads.ts';
import { auditProblems } from '../../report/parts/audit-part.ts';
import { droppedWarnings } from '../../report/parts/dropped-part.ts';
import { finalStateProblems } from '../../report/parts/final-state-part.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import { mayBeApart } from '../settle-bound.ts';
import type { Simulation } from '../simulation.ts';
import { perishedWrites } from '../truth/losses.ts';
import { countFaults } from '../world/faults.ts';

/** How many of the differences are spelt out. */
const SHOWN = 5;

/** Empty: the instrument was exact, and the cluster kept its promises. */
export function problemsOf(run: Run, { truth, clients, settledMs, settings }: Simulation): string[] {
  const problems = [...truth.wrong.examples.slice(0, SHOWN), ...clients.repeatProblems.slice(0, SHOWN)];
  if (truth.wrong.count > SHOWN) problems.push(`${truth.wrong.count - SHOWN} more of the kind`);
  if (settledMs === undefined && !run.interrupted) {
    const pending = `the nodes call ${run.pendingAtEnd ?? 0} writes pending, truly ${truth.pending()} are`;
    const { counted, told } = truth.reads.progress();
    problems.push(
      `the cluster had not settled when its settings say it must: ${pending}, ${counted - told} stale reads are not told in full, ${truth.disagreeing().length} keys differ`,
    );
  }
  if (truth.clocksApart && !mayBeApart(settings))
    problems.push('nodes took clocks for wrong that were never so far apart');
  return [
    ...problems,
    ...finalStateProblems(run.finalState, {
      lost: (count, write) => `${count} acknowledged writes are lost, e.g. ${write}`,
      disagreeing: (count, key) => `replicas differ on ${count} keys, e.g. ${key}`,
    }),
    ...(run.verdict === null ? [] : problemsIn(run.verdict)),
    ...badAnswers(run, workloadOf(settings), truth.clocksApart),
    ...auditProblems(run.audit, 'it is'),
  ];
}

/** A node that is up serves every request, or refuses it as the workload allows. */
function badAnswers(
  { operations: { reads, writes } }: Run,
  { refusals = [] }: Workload,
  clocksApart: boolean,
): string[] {
  const allowed = new Set(['timeout', ...refusals, ...(clocksApart ? ['temporarily_unavailable'] : [])]);
  return [...Object.entries(reads.errors), ...Object.entries(writes.errors)]
    .filter(([name]) => !allowed.has(name))
    .map(([name, count]) => `${count} operations were answered with ${name}`);
}

export function warningsOf(run: Run, { truth, faults, clients }: Simulation): string[] {
  const warnings = droppedWarnings(run.dropped);
  for (const text of truth.differences.excused.examples.slice(0, SHOWN))
    warnings.push(`differs, which a bound explains: ${text}`);
  if (truth.differences.excused.count > SHOWN)
    warnings.push(`${truth.differences.excused.count - SHOWN} more differences of the kind`);
  const orphans = truth.writes.filter((write) => write.orphaned);
  if (orphans.length > 0) {
    const unreported = orphans.filter((write) => write.reportedMs === undefined).length;
    warnings.push(
      `${orphans.length} writes were accepted by nodes that lost their memory later; nobody reports on ${unreported} of them, and ${perishedWrites(truth).length} were nowhere else`,
    );
  }
  const unanswered = clients.operations.filter((op) => op.completedAtMs === undefined).length;
  if (unanswered > 0) warnings.push(`${unanswered} operations reached a crashed node and were not answered`);
  const { pause, crash, restart, clock_jump: jumps, data_restart: recoveries } = countFaults(faults);
  if (recoveries > 0) warnings.push(`${recoveries} times a node was killed and came back with its data`);
  if (jumps > 0) warnings.push(`${jumps} times a node came back with its clock set ahead or back`);
  if (pause + crash + restart > 0) {
    warnings.push(
      `nodes stood still ${pause} times, crashed ${crash} times with and ${restart} times without their memory`,
    );
  }
  return warnings;
}
