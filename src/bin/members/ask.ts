/** One request about the members, and its answer. */

import { text } from 'node:stream/consumers';
import { ApiClient, type ApiTarget } from '../api/api-client.ts';
import { RunFailed } from '../terminal/run-failed.ts';

/** A change that finds no majority is given up long before. */
const ANSWER_LIMIT_MS = 120_000;

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** @throws {RunFailed} one line that says what is wrong and what to do, without the token */
export async function ask(target: ApiTarget, method: string, path: string): Promise<Answer> {
  const client = new ApiClient(target, ANSWER_LIMIT_MS);
  const response = await client.send(method, path);
  return { status: response.statusCode ?? 0, body: objectIn(client.origin, await text(response)) };
}

function objectIn(origin: string, body: string): Answer['body'] {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) return parsed as Answer['body'];
  } catch {
    // Said below.
  }
  throw new RunFailed(`${origin} does not answer as a gossipscope service does: is --api right?`);
}
