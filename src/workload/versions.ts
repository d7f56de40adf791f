/** Versions as clients see them: a text that names one write, and requests that are only served where a key holds that version. */

import type { Replica } from '../core/replica.ts';
import type { Version } from '../core/store/dot.ts';
import type { Inbound, ReplyBody } from '../protocol/envelope.ts';
import { RequestError } from '../protocol/errors.ts';
import type { Key, Origin } from '../protocol/names.ts';

/** Matches every version: the key has to be there. */
const ANY = '*';
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Only characters that an HTTP entity tag may have, and never the same for two writes of one key. */
export function versionText({ clockUs, origin }: Version): string {
  if (origin !== latest.origin) latest = { origin, text: originText(origin) };
  return `${base36(clockUs)}-${latest.text}`;
}

/** Digits that fit into the integers of which engines write such texts ten times as fast. */
const LOW_DIGITS = 36 ** 5;

function base36(n: number): string {
  const high = Math.floor(n / LOW_DIGITS);
  const low = n - high * LOW_DIGITS;
  // The 1 in front keeps the zeros.
  return high === 0 ? low.toString(36) : high.toString(36) + (LOW_DIGITS + low).toString(36).slice(1);
}

/** Mostly it is the origin of the version before. */
let latest: { readonly origin: Origin | undefined; readonly text: string } = { origin: undefined, text: '' };

function originText(origin: Origin): string {
  const mark = origin.lastIndexOf('#');
  const node = origin.slice(0, mark).replace(LONE_SURROGATE, '\ufffd');
  return `${origin.slice(mark + 1)}-${encodeURIComponent(node)}`;
}

/** Whether the reply is to name the version. @throws {RequestError} malformed_request */
export function wantsVersion(request: Inbound): boolean {
  return request.body['version'] !== undefined && flagOf(request, 'version');
}

/** The reply to a write, with its version where it was asked for. */
export function written(type: string, isWanted: boolean, version: Version): ReplyBody {
  return isWanted ? { type, version: versionText(version) } : { type };
}

/**
 * Serves `if_version`, `if_not_version` and `if_absent`. It compares with what this replica holds, and no more.
 * @throws {RequestError} precondition_failed, malformed_request
 */
export function expectVersion(request: Inbound, replica: Replica, key: Key): void {
  const { if_version, if_not_version, if_absent } = request.body;
  if (if_version === undefined && if_not_version === undefined && if_absent === undefined) return;
  const wanted = versionsIn(request, 'if_version');
  const unwanted = versionsIn(request, 'if_not_version');
  const mustBeAbsent = flagOf(request, 'if_absent');
  if ([wanted !== undefined, unwanted !== undefined, mustBeAbsent].filter(Boolean).length > 1)
    throw new RequestError(
      'malformed_request',
      '"if_version", "if_not_version" and "if_absent" exclude each other',
    );
  const held = replica.peek(key) === undefined ? undefined : replica.versionOf(key);
  const version = held === undefined ? undefined : versionText(held);
  if (version === undefined) {
    if (wanted !== undefined) throw failed(key, 'is not there');
  } else if (mustBeAbsent) throw failed(key, 'is there');
  else if (wanted?.some((one) => one === version || one === ANY) === false || unwanted?.includes(version))
    throw failed(key, `has version ${version}`);
}

/** A version, or several. @throws {RequestError} malformed_request */
function versionsIn({ body }: Inbound, field: string): readonly string[] | undefined {
  const given = body[field] ?? undefined;
  if (given === undefined) return undefined;
  if (typeof given === 'string' && given !== '') return [given];
  if (Array.isArray(given) && given.length > 0 && given.every((one) => typeof one === 'string')) return given;
  throw new RequestError(
    'malformed_request',
    `"${field}" must be the text of a version, a list of such texts, or "*"`,
  );
}

/** @throws {RequestError} malformed_request */
export function flagOf({ body }: Inbound, field: string): boolean {
  const flag = body[field] ?? false;
  if (typeof flag === 'boolean') return flag;
  throw new RequestError('malformed_request', `"${field}" must be true or false`);
}

function failed(key: Key, what: string): RequestError {
  return new RequestError('precondition_failed', `key ${JSON.stringify(key)} ${what}`);
}
