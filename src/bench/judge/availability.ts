/** Operations that failed: what to say of them, and whether that fails the run. */

import { workloadOf } from '../../load/workloads.ts';
import { MALFORMED } from '../clients/malformed.ts';
import type { LiveOperation } from '../clients/operation.ts';
import type { Evidence } from './evidence.ts';
import { failedOperations } from './processes.ts';

/** What failed at nodes that were up, in a sentence; malformed answers have one of their own. Undefined: nothing. */
export function failuresText(evidence: Evidence): string | undefined {
  if (evidence.interrupted) return undefined;
  const failed = failedOperations(evidence).others.filter(({ error }) => error !== MALFORMED);
  const [first] = failed;
  if (first === undefined) return undefined;
  const counts = new Map<string, number>();
  for (const op of failed) counts.set(errorOf(op), (counts.get(errorOf(op)) ?? 0) + 1);
  const errors = [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
  const all = evidence.clients.operations.length;
  const what = `a ${first.kind}${first.value === undefined ? '' : ` of ${first.value.slice(0, VALUE_CHARS)}`} at ${first.node}`;
  return `${failed.length} of ${all} operations failed at nodes that were up: ${errors}, e.g. ${what}: ${errorOf(first)}`;
}

/** Shown of a value. */
const VALUE_CHARS = 60;

/** Whether what Maelstrom lets pass is no failure of the run: of nodes of others, in the workloads that it judges. */
export function isLenient({ settings, cuts }: Evidence): boolean {
  const isOurs = cuts.some(({ account }) => account);
  return !isOurs && !settings.strict && workloadOf(settings).checker !== undefined;
}

/** Whether operations may fail: unless told how many may, Maelstrom takes them for answered wrongly in one workload alone. */
export function mayFail(evidence: Evidence): boolean {
  return isLenient(evidence) && workloadOf(evidence.settings).needsEveryAnswer !== true;
}

/** What became of one that failed, in a word or two. */
export function errorOf({ timedOut, completedAtMs, error }: LiveOperation): string {
  return timedOut || completedAtMs === undefined ? 'no answer in time' : (error ?? 'no answer');
}
