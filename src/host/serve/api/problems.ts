/** Errors as problem details (RFC 9457): what is wrong, and what to do, in one sentence that never quotes a secret. */

import type { FastifyReply } from 'fastify';
import type { ErrorName } from '../../../protocol/errors.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** Every kind of problem: its status, and a title that is the same each time. docs/service.md lists them. */
export const PROBLEMS = {
  malformed_request: { status: 400, title: 'The request is malformed' },
  unauthenticated: { status: 401, title: 'A valid token is needed' },
  forbidden: { status: 403, title: 'The token has not the role that this needs' },
  faults_not_allowed: { status: 403, title: 'The node injects no faults' },
  key_not_found: { status: 404, title: 'There is no such key' },
  route_not_found: { status: 404, title: 'There is no such resource' },
  member_not_found: { status: 404, title: 'There is no such member' },
  method_not_allowed: { status: 405, title: 'The resource does not have this method' },
  request_timeout: { status: 408, title: 'The request did not come in time' },
  conflict: { status: 409, title: 'Another request was in the way' },
  change_refused: { status: 409, title: 'The members were not changed' },
  precondition_failed: { status: 412, title: 'The key is not as the request requires' },
  body_too_large: { status: 413, title: 'The body is too large' },
  key_too_long: { status: 414, title: 'The key is too long' },
  unsupported_media_type: { status: 415, title: 'The body is not JSON' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key was used for another request' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'A fault of the node' },
  not_supported: { status: 501, title: 'The node does not support this' },
  unavailable: { status: 503, title: 'The node cannot serve this now' },
  timeout: { status: 504, title: 'The node did not finish in time' },
  insufficient_storage: { status: 507, title: 'The node is full' },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/** A request that is answered with a problem. */
export class Problem extends Error {
  override name = 'Problem';
  readonly problem: ProblemName;
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail what is wrong, and what to do */
  constructor(problem: ProblemName, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.problem = problem;
    this.headers = headers;
  }
}

/** What an error of the client protocol is in HTTP. */
const OF_ERRORS: Readonly<Record<ErrorName, ProblemName>> = {
  timeout: 'timeout',
  node_not_found: 'internal',
  not_supported: 'not_supported',
  temporarily_unavailable: 'unavailable',
  malformed_request: 'malformed_request',
  crash: 'internal',
  abort: 'conflict',
  key_does_not_exist: 'key_not_found',
  key_already_exists: 'precondition_failed',
  precondition_failed: 'precondition_failed',
  txn_conflict: 'conflict',
};

export function problemOf(error: ErrorName | 'other'): ProblemName {
  return error === 'other' ? 'internal' : OF_ERRORS[error];
}

/** Titles are ours, and a detail is text: this is all that JSON needs. */
export function problemText(problem: ProblemName, detail: string): string {
  const { status, title } = PROBLEMS[problem];
  return JSON.stringify({ type: `urn:gossipscope:problem:${problem}`, title, status, detail });
}

export function sendProblem(reply: FastifyReply, { problem, message, headers }: Problem): void {
  const { status } = PROBLEMS[problem];
  void reply
    .code(status)
    .headers(headers)
    .header('content-type', PROBLEM_TYPE)
    .send(problemText(problem, message));
}
