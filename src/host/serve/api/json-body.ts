/** A request's body as the text of one JSON value, checked as a line from stdin is: what is stored is this text, not what it parses to. */

import { isUtf8, type Buffer } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { excessIn } from '../../../protocol/validate/outline.ts';
import { Problem } from './problems.ts';

/** A value and its text. */
export interface JsonBody {
  readonly text: string;
  readonly value: unknown;
}

export function acceptJson(api: FastifyInstance): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, jsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** @throws {Problem} malformed_request */
function jsonBody(bytes: Buffer): JsonBody {
  if (bytes.length === 0) throw malformed('the body is empty: send a JSON value, such as null or {"a": 1}');
  if (!isUtf8(bytes)) throw malformed('the body is not UTF-8, which JSON has to be');
  const text = bytes.toString('utf8');
  const excess = excessIn(text);
  if (excess !== undefined)
    throw malformed(`the body holds more than ${excess}: send large data as one string`);
  try {
    return { text, value: JSON.parse(text) };
  } catch (error) {
    throw malformed(
      `the body is not JSON (${(error as Error).message.replace(/, ".*$/s, '')}): send one JSON value`,
    );
  }
}

function malformed(detail: string): Problem {
  return new Problem('malformed_request', detail);
}
