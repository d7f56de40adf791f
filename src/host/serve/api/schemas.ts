/** How requests and answers look: requests are checked with these, and the OpenAPI document is made of them. */

import type { Role } from '../access/tokens.ts';
import { PROBLEM_TYPE, PROBLEMS, type ProblemName } from './problems.ts';

export const KEY = {
  type: 'object',
  required: ['key'],
  properties: { key: { type: 'string', minLength: 1, description: 'Percent-encoded' } },
} as const;

export const JSON_VALUE = { description: 'Any JSON value' } as const;

const tags = (description: string) =>
  ({ type: 'string', description, examples: ['"mv3k1x2y.n1#abc"'] }) as const;
export const IF_MATCH = tags('Versions of which the key must have one, or * where it must exist; else 412');
export const IF_NONE_MATCH = tags(
  'Versions that the key must not have, or * where it must not exist; else 412 (304 for a read)',
);
export const TRACEPARENT = {
  type: 'string',
  description: 'W3C trace context: the spans of the write continue it',
} as const;
export const IDEMPOTENCY_KEY = {
  type: 'string',
  minLength: 1,
  maxLength: 128,
  description: 'The same write with the same key is one write, however often it is sent',
} as const;

const ETAG = { ETag: { type: 'string', description: 'The version of the key' } } as const;

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', description: 'urn:gossipscope:problem: and the name of the problem' },
    title: { type: 'string', description: 'The same for each problem of the type' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What is wrong, and what to do' },
  },
} as const;

export function value(description: string): object {
  return { description, headers: ETAG, content: { 'application/json': { schema: JSON_VALUE } } };
}

export function empty(description: string): object {
  return { description, headers: ETAG };
}

export function object(description: string, properties: object): object {
  const schema = { type: 'object', properties };
  return { description, content: { 'application/json': { schema } } };
}

export function text(description: string, contentType: string): object {
  return { description, content: { [contentType]: { schema: { type: 'string' } } } };
}

/** By status: several problems may share one. */
export function problems(...names: ProblemName[]): Record<number, object> {
  const responses: Record<number, object> = {};
  for (const name of names) {
    const { status, title } = PROBLEMS[name];
    responses[status] = { description: title, content: { [PROBLEM_TYPE]: { schema: PROBLEM } } };
  }
  return responses;
}

/** What every route with a role may answer. */
export const GUARDED = ['unauthenticated', 'forbidden', 'too_many_requests', 'unavailable'] as const;

/** The parts of a schema that say who may ask. */
export function needing(roles: readonly Role[], summary: string): object {
  return { summary: `${summary} (role ${roles.join(' or ')})`, security: [{ token: [] }] };
}
