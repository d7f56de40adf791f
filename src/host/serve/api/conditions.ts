/** Conditional requests (RFC 9110, 13): a version is an entity tag, so that a client writes only over what it has seen. */

import { Problem } from './problems.ts';

export interface ConditionHeaders {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}

/** `*`, or the opaque parts of the tags. */
type Tags = '*' | readonly string[];

const TAG = /(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;
const LIST = /^\s*(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"\s*(?:,\s*|$))+$/;

export function tagOf(version: string): string {
  return `"${version}"`;
}

/** @throws {Problem} malformed_request */
function tagsIn(name: string, text: string): Tags {
  if (text.trim() === '*') return '*';
  if (!LIST.test(text))
    throw new Problem(
      'malformed_request',
      `${name} must be * or entity tags in double quotes, as an ETag header has them`,
    );
  return Array.from(text.matchAll(TAG), ([, tag = '']) => tag);
}

function matches(tags: Tags, version: string | undefined): boolean {
  return version !== undefined && (tags === '*' || tags.includes(version));
}

/** Whether the client has this version already: 304. */
export function isUnchanged(headers: ConditionHeaders, version: string): boolean {
  const text = headers['if-none-match'];
  return text !== undefined && matches(tagsIn('If-None-Match', text), version);
}

/** @param version of the key as it is; undefined: there is none @throws {Problem} where the key is not as the client requires */
export function checkConditions(headers: ConditionHeaders, version: string | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  const isMet =
    (match === undefined || matches(tagsIn('If-Match', match), version)) &&
    (noneMatch === undefined || !matches(tagsIn('If-None-Match', noneMatch), version));
  if (isMet) return;
  const holds =
    version === undefined ? 'the key does not exist here' : `this node holds version ${tagOf(version)}`;
  throw new Problem(
    'precondition_failed',
    `${holds}: read the key again, and decide anew`,
    version === undefined ? {} : { etag: tagOf(version) },
  );
}
