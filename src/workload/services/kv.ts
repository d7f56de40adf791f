/** The kv workload: read, write and compare-and-set on single keys, in the shapes of Maelstrom's lin-kv service. */

import { Verbatim, type Inbound, type ReplyBody } from '../../protocol/envelope.ts';
import { type JsonText, type Key } from '../../protocol/names.ts';
import { RequestError } from '../../protocol/errors.ts';
import { keyOf } from '../../protocol/parse.ts';
import { sameValue, valueTextOf } from '../../protocol/value-text.ts';
import type { Replica } from '../../core/replica.ts';
import { write } from '../write.ts';
import type { Workload } from '../workload.ts';

export const kv = {
  name: 'kv',
  open: () => ({ handlers: { read, write: put, cas } }),
} as const satisfies Workload;

function read(request: Inbound, replica: Replica, now: number): ReplyBody {
  const key = keyOf(request);
  const value = replica.read(key, now);
  if (value === undefined) throw missing(key);
  return { type: 'read_ok', value: new Verbatim(value) };
}

function put(request: Inbound, replica: Replica, now: number): ReplyBody {
  write(replica, request, [[keyOf(request), valueTextOf(request)]], now);
  return { type: 'write_ok' };
}

function cas(request: Inbound, replica: Replica, now: number): ReplyBody {
  const key = keyOf(request);
  const from = valueTextOf(request, 'from');
  const to = valueTextOf(request, 'to');
  expect(replica, key, from, createsMissing(request));
  write(replica, request, [[key, to]], now);
  return { type: 'cas_ok' };
}

/** @throws {RequestError} unless the key holds `from`, or is missing and may be created */
function expect(replica: Replica, key: Key, from: JsonText, createMissing: boolean): void {
  const current = replica.peek(key);
  if (current === undefined && !createMissing) throw missing(key);
  if (current === undefined || sameValue(current, from)) return;
  throw new RequestError(
    'precondition_failed',
    `key ${JSON.stringify(key)} holds ${excerpt(current)}, not ${excerpt(from)}`,
  );
}

function createsMissing(request: Inbound): boolean {
  const flag = request.body['create_if_not_exists'] ?? false;
  if (typeof flag === 'boolean') return flag;
  throw new RequestError('malformed_request', '"create_if_not_exists" must be true or false');
}

function missing(key: Key): RequestError {
  return new RequestError('key_does_not_exist', `there is no key ${excerpt(JSON.stringify(key))}`);
}

const EXCERPT_CHARS = 80;

function excerpt(text: string): string {
  return text.length <= EXCERPT_CHARS ? text : `${text.slice(0, EXCERPT_CHARS)}…`;
}
