/** One client operation as it unfolds: begun by a request, completed by its answer. */

import type { Operation } from '../check/history.ts';
import type { WorkloadChecker } from '../check/workloads/verdict.ts';
import type { Body } from '../protocol/envelope.ts';
import { errorNameOf } from '../protocol/errors.ts';
import type { Request, Workload } from './workload.ts';

/** An `Operation` that may still be answered. */
export interface OpenOperation extends Operation {
  value: string | undefined;
  invokedAtMs: number;
  completedAtMs: number | undefined;
  error: string | undefined;
}

/** An operation that is due now, about to be invoked. */
export function beginOperation(
  { body, key, value, writes, isConditional }: Request,
  {
    id,
    node,
    atMs,
    client,
  }: {
    readonly id: number;
    readonly node: string;
    readonly atMs: number;
    readonly client?: number | undefined;
  },
): OpenOperation {
  return {
    id,
    node,
    ...(client === undefined ? {} : { client }),
    kind: writes === undefined ? 'read' : 'write',
    type: body.type,
    ...(isConditional ? { isConditional } : {}),
    key,
    value: value === undefined ? undefined : JSON.stringify(value),
    scheduledAtMs: atMs,
    invokedAtMs: atMs,
    completedAtMs: undefined,
    error: undefined,
  };
}

/** Its answer came: completes `op.value` or `op.error`. */
export function completeOperation(
  op: OpenOperation,
  answer: Body,
  { registers }: Workload,
  checker: WorkloadChecker | undefined,
): void {
  if (answer.type === 'error') failed(op, answer, registers?.missing);
  else if (checker !== undefined) judged(op, answer, checker, false);
  else if (op.kind === 'read') op.value = registers?.valueIn(answer);
}

/** The same of a read that is made of every node when all is over. */
export function completeFinalRead(
  op: OpenOperation,
  answer: Body,
  { registers }: Workload,
  checker: WorkloadChecker | undefined,
): void {
  if (answer.type === 'error') failed(op, answer, registers?.missing);
  else if (registers !== undefined) op.value = registers.valueIn(answer);
  else if (checker !== undefined) judged(op, answer, checker, true);
}

function judged(op: OpenOperation, answer: Body, checker: WorkloadChecker, isFinal: boolean): void {
  if (!checker.answered(op, answer, isFinal)) op.error = 'malformed_answer';
}

function failed(op: OpenOperation, { code }: Body, missing: string | undefined): void {
  const known = errorNameOf(code);
  const error = known === 'other' ? ownErrorName(code) : known;
  // "No such key" is what there was to see.
  if (op.kind === 'read' && error === missing) op.value = undefined;
  else op.error = error;
}

/** Of a code that Maelstrom has no name for: those from 1000 on are the nodes' own. */
function ownErrorName(code: unknown): string {
  return Number.isSafeInteger(code) ? `error_${code as number}` : 'error_without_code';
}
