/** The node's replies as answers of HTTP. */

import type { FastifyReply } from 'fastify';
import { Verbatim, type ReplyBody } from '../../../protocol/envelope.ts';
import { errorNameOf } from '../../../protocol/errors.ts';
import { itemsOf } from '../../../protocol/value-text.ts';
import { Problem, problemOf } from './problems.ts';

/**
 * Hands a reply on, and sends what is thrown as an error. No promise: one for each request costs as much as the request.
 * @param send sends the answer where the reply is no error
 */
export function answering(reply: FastifyReply, send: (body: ReplyBody) => void): (body: ReplyBody) => void {
  return (body) => {
    try {
      send(okOf(body));
    } catch (error) {
      void reply.send(error);
    }
  };
}

/** @throws {Problem} where the reply is an error */
export function okOf(body: ReplyBody): ReplyBody {
  if (body.type !== 'error') return body;
  throw new Problem(problemOf(errorNameOf(body['code'])), String(body['text']));
}

/** A value of the store is its text. */
export function textOf(value: unknown): string {
  return value instanceof Verbatim ? value.text : JSON.stringify(value);
}

/** The texts of a list's items. */
export function itemsIn(list: unknown): readonly string[] {
  return list instanceof Verbatim ? itemsOf(list.text) : [];
}
