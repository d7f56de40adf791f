/** What the clients' side of a run was like: how many operations there were, what became of them, and how long they took. */

import { isServed, type Operation } from '../../check/history.ts';
import { summarize } from '../../base/summary.ts';
import type { Run } from '../schema/run-schema.ts';

/** What came after its client had given up. */
type IsLate<T> = (op: T) => boolean;

export function operationsPart<T extends Operation>(
  operations: readonly T[],
  { loadMs, shed, isLate = () => false }: { loadMs: number; shed: number; isLate?: IsLate<T> },
): Run['operations'] {
  const count = (kind: T['kind']): Run['operations']['reads'] => {
    const errors: Record<string, number> = {};
    let started = 0;
    let ok = 0;
    for (const op of operations) {
      if (op.kind !== kind) continue;
      started++;
      const error = op.completedAtMs === undefined || isLate(op) ? 'timeout' : op.error;
      if (error === undefined) ok++;
      else errors[error] = (errors[error] ?? 0) + 1;
    }
    return { started, ok, errors };
  };
  const writes = count('write');
  const reads = count('read');
  const throughputPerSec = loadMs === 0 ? 0 : ((writes.ok + reads.ok) * 1000) / loadMs;
  return { writes, reads, shed, throughputPerSec };
}

/** Of the operations that were served, from when they were due. */
export function latencyPart<T extends Operation>(
  operations: readonly T[],
  isLate: IsLate<T> = () => false,
): Run['clientLatencyMs'] {
  const of = (kind: T['kind']) => {
    const served = operations.filter((op) => op.kind === kind && isServed(op) && !isLate(op));
    return summarize(served.map((op) => (op.completedAtMs ?? 0) - op.scheduledAtMs));
  };
  return { writes: of('write'), reads: of('read') };
}
