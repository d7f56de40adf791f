/**
 * Requests that a client may have sent before, because no answer came: with the same idempotency key they are answered as the
 * first time, and nothing is done again. A node remembers its own answers only, so many and for so long, and keeps them with its data; a
 * retry at another node, or after this one lost its memory, is another request.
 */

import { textHash } from '../base/text-hash.ts';
import type { Answered, Refused } from '../core/answers.ts';
import type { Body, FieldTexts, Inbound, ReplyBody } from '../protocol/envelope.ts';
import { exactText, mayChange, parseExactly } from '../protocol/exact-json.ts';
import { RequestError, type ErrorName } from '../protocol/errors.ts';

const MOST_CHARS = 200;

/** Refusals that are the answer to the request: the others say that it may be tried again. */
const ANSWERS: ReadonlySet<ErrorName> = new Set(['key_does_not_exist', 'precondition_failed']);

/** What differs from one try to the next. */
const OF_A_TRY: ReadonlySet<string> = new Set(['msg_id', 'traceparent']);

/** Where a replica keeps them. */
interface Remembering {
  answered(answered: Answered): void;
  answerTo(key: string, now: number): Answered | undefined;
}

/** @param serve answers the request. @throws {RequestError} as it does, or malformed_request */
export function serveOnce(
  replica: Remembering,
  request: Inbound,
  now: number,
  serve: () => ReplyBody,
): ReplyBody {
  const key = keyOf(request.body);
  if (key === undefined) return serve();
  const hash = hashOf(request);
  const known = replica.answerTo(key, now);
  if (known === undefined) return serveFirst(replica, { key, hash, atMs: now }, serve);
  if (known.hash !== hash)
    throw new RequestError('malformed_request', '"idempotency_key" was used for another request');
  if (isRefused(known.answer)) throw new RequestError(known.answer.refusal, known.answer.text);
  return known.answer;
}

function serveFirst(
  replica: Remembering,
  request: Omit<Answered, 'answer'>,
  serve: () => ReplyBody,
): ReplyBody {
  try {
    const answer = serve();
    replica.answered({ ...request, answer });
    return answer;
  } catch (error) {
    if (error instanceof RequestError && ANSWERS.has(error.error))
      replica.answered({ ...request, answer: { refusal: error.error, text: error.message } });
    throw error;
  }
}

function isRefused(answer: Answered['answer']): answer is Refused {
  return 'refusal' in answer;
}

/** Of what is asked. Numbers count as they are written, too: two beyond 2^53 may be the same to JavaScript. */
function hashOf({ body, line, texts }: Inbound): number {
  const asked = (fields: object): unknown[] => Object.entries(fields).filter(([name]) => !OF_A_TRY.has(name));
  const exact = texts === undefined ? exactFieldsIn(line) : exactFields(texts);
  return textHash(JSON.stringify(asked(body)) + exactText(asked(exact)));
}

function exactFieldsIn(line: string): object {
  return mayChange(line) ? (parseExactly(line) as { readonly body: object }).body : {};
}

function exactFields(texts: FieldTexts): object {
  const changing = Object.entries(texts).filter(([, text]) => mayChange(text));
  return Object.fromEntries(changing.map(([name, text]) => [name, parseExactly(text)]));
}

function keyOf(body: Body): string | undefined {
  const key = body['idempotency_key'] ?? undefined;
  if (key === undefined || (typeof key === 'string' && key !== '' && key.length <= MOST_CHARS)) return key;
  throw new RequestError(
    'malformed_request',
    `"idempotency_key" must be a string of 1 to ${MOST_CHARS} characters`,
  );
}
