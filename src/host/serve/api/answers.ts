/** The node's replies as answers of HTTP. */

import type { FastifyReply } from 'fastify';
import { Verbatim, type ReplyBody } from '../../../protocol/envelope.ts';
import { errorNameOf } from '../../../protocol/errors.ts';
import { itemsOf } from '../../../protocol/value-text.ts';
import { Problem, problemOf } from './problems.ts';

/**
 * Hands a reply on, and sends what is thrown as an error. No promise: one for each request costs as much as the request.
 * @param send sends the answer where the reply is no error
 * @param failed prepares the answer where it is one
 */
export function answering(
  reply: FastifyReply,
  send: (body: ReplyBody) => void,
  failed: (error: unknown) => void = () => undefined,
): (body: ReplyBody) => void {
  return (body) => {
    try {
      send(okOf(body));
    } catch (error) {
      failed(error);
      void reply.send(error);
    }
  };
}

/** The protocol has no code of its own for it. */
const REUSED = /^"idempotency_key" was used for another request$/;

/** @throws {Problem} where the reply is an error */
export function okOf(body: ReplyBody): ReplyBody {
  if (body.type !== 'error') return body;
  const text = String(body['text']);
  throw new Problem(
    REUSED.test(text) ? 'idempotency_key_reused' : problemOf(errorNameOf(body['code'])),
    text,
  );
}

/** A value of the store is its text. */
export function textOf(value: unknown): string {
  return value instanceof Verbatim ? value.text : JSON.stringify(value);
}

/** The texts of a list's items. */
export function itemsIn(list: unknown): readonly string[] {
  return list instanceof Verbatim ? itemsOf(list.text) : [];
}
