/** Operations that failed: what to say of them, and whether that fails the run. */

import { workloadOf } from '../../load/workloads.ts';
import { MALFORMED } from '../clients/malformed.ts';
import type { LiveOperation } from '../clients/operation.ts';
import { isOfOurs, type Evidence } from './evidence.ts';
import { failedOperations } from './processes.ts';

/** What failed at nodes that were up, in a sentence; malformed answers have one of their own. Undefined: nothing. */
export function failuresText(evidence: Evidence): string | undefined {
  if (evidence.interrupted) return undefined;
  const failed = failedOperations(evidence).others.filter(({ error }) => error !== MALFORMED);
  const [first] = failed;
  if (first === undefined) return undefined;
  const errors = Object.entries(errorCounts(failed)).map(([name, count]) => `${count} ${name}`);
  const all = evidence.clients.operations.length;
  const what = `a ${first.kind}${first.value === undefined ? '' : ` of ${first.value.slice(0, VALUE_CHARS)}`} at ${first.node}`;
  return `${failed.length} of ${all} operations failed at nodes that were up: ${errors.join(', ')}, e.g. ${what}: ${errorOf(first)}`;
}

/** Shown of a value. */
const VALUE_CHARS = 60;

/** Whether what Maelstrom lets pass is no failure of the run: of nodes of others, in the workloads that it judges. */
export function isLenient(evidence: Evidence): boolean {
  const { settings } = evidence;
  return !isOfOurs(evidence) && !settings.strict && workloadOf(settings).checker !== undefined;
}

/** Whether operations may fail: unless told how many may, Maelstrom takes them for answered wrongly in one workload alone. */
export function mayFail(evidence: Evidence): boolean {
  return isLenient(evidence) && workloadOf(evidence.settings).needsEveryAnswer !== true;
}

/** What became of those that failed, each in a word or two: how many of each. */
export function errorCounts(failed: readonly LiveOperation[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const op of failed) counts[errorOf(op)] = (counts[errorOf(op)] ?? 0) + 1;
  return counts;
}

function errorOf({ timedOut, completedAtMs, error }: LiveOperation): string {
  return timedOut || completedAtMs === undefined ? 'no answer in time' : (error ?? 'no answer');
}
