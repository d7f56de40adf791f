/**
 * The kv workload: read, write and compare-and-set on single keys, in the shapes of Maelstrom's lin-kv service; beyond it, keys
 * can be deleted, listed, and written only where they hold a certain version.
 */

import { Verbatim, type Inbound, type ReplyBody } from '../../protocol/envelope.ts';
import { DELETED, type JsonText, type Key } from '../../protocol/names.ts';
import { RequestError } from '../../protocol/errors.ts';
import { keyOf } from '../../protocol/parse.ts';
import { sameValue, valueTextOf } from '../../protocol/value-text.ts';
import type { Replica } from '../../core/replica.ts';
import { list } from './kv-list.ts';
import { expectVersion, flagOf, versionText, wantsVersion, written } from '../versions.ts';
import { write } from '../write.ts';
import type { Workload } from '../workload.ts';

export const kv = {
  name: 'kv',
  open: () => ({
    handlers: { read, write: put, cas, delete: remove, list },
    retriable: ['write', 'cas', 'delete'],
  }),
} as const satisfies Workload;

function read(request: Inbound, replica: Replica, now: number): ReplyBody {
  const key = keyOf(request);
  const isVersioned = wantsVersion(request);
  const value = replica.read(key, now);
  if (value === undefined) throw missing(key);
  const version = isVersioned ? replica.versionOf(key) : undefined;
  const type = 'read_ok';
  const text = new Verbatim(value);
  return version === undefined ? { type, value: text } : { type, value: text, version: versionText(version) };
}

function put(request: Inbound, replica: Replica, now: number): ReplyBody {
  const key = keyOf(request);
  const value = valueTextOf(request);
  const isVersioned = wantsVersion(request);
  expectVersion(request, replica, key);
  const isNew = isVersioned && replica.peek(key) === undefined;
  const entry = write(replica, request, [[key, value]], now);
  const answer = written('write_ok', isVersioned, entry);
  return isNew ? { ...answer, created: true } : answer;
}

function cas(request: Inbound, replica: Replica, now: number): ReplyBody {
  const key = keyOf(request);
  const from = valueTextOf(request, 'from');
  const to = valueTextOf(request, 'to');
  const isVersioned = wantsVersion(request);
  expect(replica, key, from, flagOf(request, 'create_if_not_exists'));
  const entry = write(replica, request, [[key, to]], now);
  return written('cas_ok', isVersioned, entry);
}

/** A write like any other. What is not there, as far as this replica knows, cannot be deleted. */
function remove(request: Inbound, replica: Replica, now: number): ReplyBody {
  const key = keyOf(request);
  const isVersioned = wantsVersion(request);
  expectVersion(request, replica, key);
  if (replica.peek(key) === undefined) throw missing(key);
  const entry = write(replica, request, [[key, DELETED]], now);
  return written('delete_ok', isVersioned, entry);
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

function missing(key: Key): RequestError {
  return new RequestError('key_does_not_exist', `there is no key ${excerpt(JSON.stringify(key))}`);
}

const EXCERPT_CHARS = 80;

function excerpt(text: string): string {
  return text.length <= EXCERPT_CHARS ? text : `${text.slice(0, EXCERPT_CHARS)}…`;
}
