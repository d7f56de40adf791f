/** What a workload is to the bench: which requests it makes, and how it reads the answers. */

import type { WorkloadChecker } from '../../check/workloads/verdict.ts';
import type { Body } from '../../protocol/envelope.ts';
import { errorNameOf } from '../../protocol/errors.ts';
import type { LiveOperation, Served } from './operation.ts';

/** An operation that is about to be made. */
export interface Draft {
  /** `write`: it changes what the nodes share. */
  readonly kind: 'read' | 'write';
  readonly key: string | number;
  /** JSON text of what it carries, if it carries anything. */
  readonly value: string | undefined;
  readonly body: Readonly<Record<string, unknown>> & { readonly type: string };
  /** What our nodes count when they serve it. Default: one of its kind. */
  readonly counts?: Served;
}

export interface WorkloadClient {
  /** @param id of the operation, unique in a run */
  draft(id: number): Draft;
  /** The request that reads a key when all is over; absent where there is nothing to read then. */
  readonly finalRead?: (key: string | number) => Draft['body'];
  /** Judges what is answered; absent where the record of the operations is all there is to judge. */
  readonly checker?: WorkloadChecker;
  /** Its answer came: completes `op.value` or `op.error`. `completedAtMs` is set already. */
  answered(op: LiveOperation, body: Body, isFinal: boolean): void;
}

/** A client whose answers its checker reads. */
export function checkedClient(
  parts: Pick<WorkloadClient, 'draft' | 'finalRead'> & { readonly checker: WorkloadChecker },
): WorkloadClient {
  return {
    ...parts,
    answered(op, body, isFinal) {
      if (body.type === 'error') op.error = errorNameOf(body['code']);
      else if (!parts.checker.answered(op, body, isFinal)) op.error = 'malformed_answer';
    },
  };
}
