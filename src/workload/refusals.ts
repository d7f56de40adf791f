/** Requests that are refused whatever the workload: in words for the client, and as what they are counted. */

import type { Replica } from '../core/replica.ts';
import type { RejectReason } from '../protocol/envelope.ts';
import { RequestError, type ErrorName } from '../protocol/errors.ts';

/** Errors that count as rejected inputs, too. */
const REJECTIONS: Partial<Record<ErrorName, RejectReason>> = {
  malformed_request: 'malformed',
  not_supported: 'unknown_type',
  temporarily_unavailable: 'before_init',
};

/** As what a request that was answered with this error counts, beside the error; undefined: as nothing else. */
export function rejectionOf(
  error: ErrorName,
  replica: Pick<Replica, 'members' | 'refusal'> | undefined,
  now: number,
): RejectReason | undefined {
  if (error !== 'temporarily_unavailable' || replica === undefined) return REJECTIONS[error];
  return replica.members?.isServing(now) === false ? 'not_serving' : replica.refusal;
}

export function crash(error: unknown): RequestError {
  return new RequestError('crash', `a fault of this node: ${String(error)}`);
}

export function notInitialised(): RequestError {
  return new RequestError('temporarily_unavailable', 'this node is not initialised yet: send "init" first');
}

/** @param handled the request types that the workload has */
export function unknownRequest(type: string, workload: string, handled: Iterable<string>): RequestError {
  const known = ['init', ...handled, 'bench_report', 'bench_stats'].join(', ');
  return new RequestError(
    'not_supported',
    `"${type.slice(0, 80)}" is not a request of the ${workload} workload, which has ${known}`,
  );
}
