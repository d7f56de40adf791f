/** What the workloads have in common whose state is read as a whole: the read, and the ways to add to a set or a counter. */

import { ONLY_KEY, type Request, type RequestBody } from '../workload.ts';

/** Of a counter. */
export const COUNTER_REPLIES = { add: {}, read: { value: 'a whole number' } } as const;

export const READ_ALL: RequestBody = { type: 'read' };

export function readOfAll(): Request {
  return { body: READ_ALL, key: ONLY_KEY, reads: 'all' };
}

export function addition(body: RequestBody, element: number): Request {
  return { body, key: ONLY_KEY, value: element, writes: { type: 'element', element }, reads: [] };
}

export function counting(delta: number): Request {
  const body = { type: 'add', delta };
  return { body, key: ONLY_KEY, value: delta, writes: { type: 'delta', delta }, reads: [] };
}
