/** Requests of which not one succeeded: whatever else is right, Maelstrom's statistics fail a test for them (Jepsen's checker.clj, `stats`). */

import { isServed } from '../../check/history.ts';
import { workloadOf } from '../../load/workloads.ts';
import { failedIn } from '../../report/parts/availability-part.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { LiveOperation } from '../clients/operation.ts';
import { errorCounts, isLenient } from './availability.ts';
import type { Evidence } from './evidence.ts';
import { failedOperations } from './processes.ts';

/** In sentences for people. */
export function inVainTexts(run: Run, evidence: Evidence): string[] {
  if (run.interrupted) return [];
  const kinds = kindsInVain(run, evidence);
  const types = typesInVain(evidence).filter(({ kind }) => !kinds.some((one) => one.kind === kind));
  return [
    ...kinds.map(({ kind, errors }) => `none of the ${kind}s succeeded: ${errorsText(errors)}`),
    ...types.map(({ type, errors }) => `none of the \`${type}\` requests succeeded: ${errorsText(errors)}`),
  ];
}

type Kind = LiveOperation['kind'];
type Counts = Readonly<Record<string, number>>;

/** To Maelstrom a transaction is one, whether it writes or not. */
function kindsInVain(run: Run, evidence: Evidence): { kind: Kind; errors: Counts }[] {
  const { excused, others } = failedOperations(evidence);
  const served = new Set(evidence.clients.operations.flatMap((op) => (isInTime(op) ? (op.type ?? []) : [])));
  return (['write', 'read'] as const).flatMap((kind) => {
    const { ok, errors } = run.operations[`${kind}s`];
    const failed = [...excused, ...others].filter((op) => op.kind === kind);
    if (ok > 0 || failed.length === 0) return [];
    const isServedToo = failed.every(({ type }) => type !== undefined && served.has(type));
    return isLenient(evidence) && isServedToo ? [] : [{ kind, errors }];
  });
}

/** Of the workloads that Maelstrom judges. */
function typesInVain({ clients: { operations }, settings }: Evidence): {
  type: string;
  kind: Kind;
  errors: Counts;
}[] {
  const { checker, refusals = [], refusalsByChance = Infinity } = workloadOf(settings);
  if (checker === undefined) return [];
  const failed = new Set(failedIn(operations, refusals));
  const byType = new Map<string, LiveOperation[]>();
  for (const op of operations) {
    if (op.type === undefined) continue;
    const ops = byType.get(op.type);
    if (ops === undefined) byType.set(op.type, [op]);
    else ops.push(op);
  }
  return [...byType].flatMap(([type, ops]) => {
    const [first] = ops;
    if (first === undefined || ops.some(isInTime)) return [];
    const isChance = ops.length < refusalsByChance && !ops.some((op) => failed.has(op));
    if (isChance) return [];
    return [{ type, kind: first.kind, errors: errorCounts(ops) }];
  });
}

function isInTime(op: LiveOperation): boolean {
  return isServed(op) && !op.timedOut;
}

function errorsText(errors: Counts): string {
  return Object.entries(errors)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
