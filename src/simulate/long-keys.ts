/** Requests with keys of many characters in place of their numbers: keys count in every message that carries a write. */

import type { Request } from '../load/workload.ts';

/** The same request of the store, its keys so long; as it is where the workload names no keys or where `chars` is 0. */
export function withLongKeys(request: Request, chars: number): Request {
  const { body, key, writes, reads } = request;
  if (chars === 0 || typeof key !== 'number' || body['key'] !== key || reads === 'all') return request;
  const long = (one: number | string): string => `${one}.`.padEnd(chars, 'k');
  const keys = writes?.type === 'keys' ? writes.keys.map(long) : [];
  return {
    ...request,
    body: { ...body, key: long(key) },
    key: long(key),
    ...(writes === undefined ? {} : { writes: { type: 'keys', keys } as const }),
    reads: reads.map(long),
  };
}
