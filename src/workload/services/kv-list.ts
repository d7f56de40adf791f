/** The kv workload's listing: the keys that hold a value, in order, a page at a time. It looks at no more keys than it lists. */

import type { Replica } from '../../core/replica.ts';
import { compareKeys } from '../../core/store/key-index.ts';
import { Verbatim, type Inbound, type ReplyBody } from '../../protocol/envelope.ts';
import { RequestError } from '../../protocol/errors.ts';
import type { JsonText, Key } from '../../protocol/names.ts';
import { keyOf } from '../../protocol/parse.ts';
import { flagOf, versionText } from '../versions.ts';

const USUAL_KEYS = 100;
const MOST_KEYS = 1000;
/** A page of large values ends early; it has one key at least. */
const PAGE_CHARS = 2 ** 20;

export function list(request: Inbound, replica: Replica): ReplyBody {
  const limit = limitOf(request);
  const prefix = prefixOf(request);
  const after = (request.body['after'] ?? undefined) === undefined ? undefined : keyOf(request, 'after');
  const withValues = flagOf(request, 'values');
  const items: string[] = [];
  let chars = 0;
  let last: Key | undefined;
  for (const key of keysAfter(replica, prefix, after)) {
    if (items.length >= limit || chars > PAGE_CHARS) return page(items, last);
    const item = itemOf(replica, key, withValues);
    items.push(item);
    chars += item.length;
    last = key;
  }
  return page(items, undefined);
}

/** @param last after which the next page begins; undefined: there is none */
function page(items: readonly string[], last: Key | undefined): ReplyBody {
  const keys = new Verbatim(`[${items.join(', ')}]` as JsonText);
  return last === undefined ? { type: 'list_ok', keys } : { type: 'list_ok', keys, next: last };
}

function itemOf(replica: Replica, key: Key, withValues: boolean): string {
  const version = replica.versionOf(key);
  const text = version === undefined ? '' : versionText(version);
  const value = withValues ? `, "value": ${replica.peek(key) ?? 'null'}` : '';
  return `{"key": ${JSON.stringify(key)}, "version": "${text}"${value}}`;
}

function* keysAfter(replica: Replica, prefix: string, after: Key | undefined): Generator<Key> {
  const isBehind = after !== undefined && (prefix === '' || compareKeys(after, prefix) >= 0);
  const first = isBehind ? after : prefix === '' ? undefined : prefix;
  for (const key of replica.keysFrom(first)) {
    if (isBehind && key === after) continue;
    // What begins alike stands together, and numbers begin like nothing.
    if (prefix !== '' && (typeof key !== 'string' || !key.startsWith(prefix))) return;
    yield key;
  }
}

function prefixOf({ body }: Inbound): string {
  const prefix = body['prefix'] ?? '';
  if (typeof prefix === 'string') return prefix;
  throw new RequestError('malformed_request', '"prefix" must be a string');
}

function limitOf({ body }: Inbound): number {
  const limit = body['limit'] ?? USUAL_KEYS;
  if (Number.isSafeInteger(limit) && (limit as number) >= 1 && (limit as number) <= MOST_KEYS)
    return limit as number;
  throw new RequestError('malformed_request', `"limit" must be a whole number from 1 to ${MOST_KEYS}`);
}
