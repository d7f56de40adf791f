/** What share of the operations was served. A proper refusal, as of a compare-and-set, is an answer like any other. */

import type { Run } from '../schema/run-schema.ts';
import type { ClientOperation } from './client-parts.ts';

/** What says that there is no such key. */
const MISSING = 'key_does_not_exist';

export interface FailedOperations<Op = ClientOperation> {
  /** The run itself had their node down. */
  readonly excused: readonly Op[];
  readonly others: readonly Op[];
}

/** Those without an answer in time, or with an error that is no proper answer. @param refusals the errors that may be */
export function failedIn<Op extends ClientOperation>(
  operations: readonly Op[],
  refusals: readonly string[],
): Op[] {
  return operations.filter(
    (op) =>
      op.timedOut === true ||
      op.completedAtMs === undefined ||
      (op.error !== undefined && !isProper(op, op.error, refusals)),
  );
}

/** Whether the error answers this very request: a plain write compares nothing, and a read can only find no key. */
function isProper(
  { kind, isConditional }: ClientOperation,
  error: string,
  refusals: readonly string[],
): boolean {
  if (!refusals.includes(error)) return false;
  return kind === 'read' ? error === MISSING : isConditional === true;
}

/** Undefined: there were no operations. */
export function availabilityPart(
  all: number,
  { excused, others }: FailedOperations,
): NonNullable<Run['availability']> | undefined {
  if (all === 0) return undefined;
  const failed = others.length + excused.length;
  return { share: (all - failed) / all, failed: others.length, whileDown: excused.length };
}
