/** What the clients' side of a run was like: how many operations there were, what became of them, and how long they took. */

import { summarize } from '../../base/summary.ts';
import { isServed, type Operation } from '../../check/history.ts';
import type { Run } from '../schema/run-schema.ts';

/** Errors told apart, as a node may invent any number of them; further ones count as `other`. */
const MAX_ERRORS = 20;

/** An operation, and whether its client gave up on it: an answer that comes later does not count. */
export type ClientOperation = Operation & { readonly timedOut?: boolean };

export function operationsPart(
  operations: readonly ClientOperation[],
  { loadMs, shed }: { loadMs: number; shed: number },
): Run['operations'] {
  const count = (kind: Operation['kind']): Run['operations']['reads'] => {
    const errors: Record<string, number> = {};
    let started = 0;
    let ok = 0;
    for (const op of operations) {
      if (op.kind !== kind) continue;
      started++;
      const error = op.completedAtMs === undefined || op.timedOut === true ? 'timeout' : op.error;
      if (error === undefined) ok++;
      else {
        const name = error in errors || Object.keys(errors).length < MAX_ERRORS ? error : 'other';
        errors[name] = (errors[name] ?? 0) + 1;
      }
    }
    return { started, ok, errors };
  };
  const writes = count('write');
  const reads = count('read');
  const throughputPerSec = loadMs === 0 ? 0 : ((writes.ok + reads.ok) * 1000) / loadMs;
  return { writes, reads, shed, throughputPerSec };
}

/** Of the operations that were served, from when they were due. */
export function latencyPart(operations: readonly ClientOperation[]): Run['clientLatencyMs'] {
  const of = (kind: Operation['kind']) => {
    const served = operations.filter((op) => op.kind === kind && op.timedOut !== true && isServed(op));
    return summarize(served.map((op) => (op.completedAtMs ?? 0) - op.scheduledAtMs));
  };
  return { writes: of('write'), reads: of('read') };
}
