/** The node's replies as answers of HTTP. */

import type { FastifyReply } from 'fastify';
import { Verbatim, type ReplyBody } from '../../../protocol/envelope.ts';
import { errorNameOf } from '../../../protocol/errors.ts';
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
