/** Conditional requests (RFC 9110, 13): a version is an entity tag, so that a client writes only over what it has seen. */

import { Problem } from './problems.ts';

export interface ConditionHeaders {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}

/** What the node itself compares, in the step that writes. */
export interface Condition {
  readonly if_version?: string | readonly string[];
  readonly if_not_version?: readonly string[];
  readonly if_absent?: true;
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

/** Whether the client has this version already: 304. */
export function isUnchanged(headers: ConditionHeaders, version: string): boolean {
  const text = headers['if-none-match'];
  if (text === undefined) return false;
  const tags = tagsIn('If-None-Match', text);
  return tags === '*' || tags.includes(version);
}

/**
 * What the client requires, as the node takes it: nothing is compared here, so that a retry asks the same as the first time.
 * @throws {Problem} malformed_request
 */
export function conditionOf(headers: ConditionHeaders): Condition {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match === undefined && noneMatch === undefined) return {};
  if (match !== undefined && noneMatch !== undefined)
    throw new Problem('malformed_request', 'If-Match and If-None-Match exclude each other: send one of them');
  if (match === undefined) {
    const unwanted = tagsIn('If-None-Match', noneMatch ?? '');
    return unwanted === '*' ? { if_absent: true } : { if_not_version: unwanted };
  }
  return { if_version: tagsIn('If-Match', match) };
}
