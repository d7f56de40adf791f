/** One node of a cluster of services, asked over its HTTP API. Who opens the connections, and as whom, is the command line's affair. */

import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { printable } from '../../base/printable.ts';

/** A client of one API. */
export interface Api {
  readonly origin: string;
  /** The answer as it comes, whatever its status. @throws {Error} where there is none */
  send(method: string, path: string, json?: string): Promise<IncomingMessage>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The cluster cannot be measured: one line that says why and what to do. */
export class AttachError extends Error {
  override name = 'AttachError';
}

export async function answerOf(api: Api, method: string, path: string, json?: string): Promise<Answer> {
  const response = await api.send(method, path, json);
  return { status: response.statusCode ?? 0, text: await text(response) };
}

/** The JSON of a successful answer. @throws {AttachError} with what the node said instead */
export async function jsonOf(api: Api, method: string, path: string, json?: string): Promise<unknown> {
  const answer = await answerOf(api, method, path, json);
  if (answer.status < 200 || answer.status > 299)
    throw new AttachError(refusalText(api, method, path, answer));
  try {
    return answer.text === '' ? null : JSON.parse(answer.text);
  } catch {
    throw notOurs(api);
  }
}

const PAGE = z.looseObject({
  keys: z.array(z.looseObject({ key: z.string() })),
  next: z.string().optional(),
});

/** Keys at a node that begin so. @param after the last one of the page before @throws {AttachError} */
export async function pageOfKeys(
  api: Api,
  prefix: string,
  limit: number,
  after?: string,
): Promise<{ readonly keys: readonly string[]; readonly next: string | undefined }> {
  const from = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
  const path = `/v1/kv?limit=${limit}&prefix=${encodeURIComponent(prefix)}${from}`;
  const page = PAGE.safeParse(await jsonOf(api, 'GET', path));
  if (!page.success) throw notOurs(api);
  return { keys: page.data.keys.map(({ key }) => key), next: page.data.next };
}

export function notOurs({ origin }: Api): AttachError {
  return new AttachError(`${origin} does not answer as a gossipscope service does: is --attach right?`);
}

/** Shown of what a node says: it is another machine's text. */
const DETAIL_CHARS = 400;

const PROBLEM = z.looseObject({ detail: z.string() });

/** `https://n1:8080 refuses GET /v1/members (401): …` */
export function refusalText(
  { origin }: Api,
  method: string,
  path: string,
  { status, text: said }: Answer,
): string {
  const [route = ''] = path.split('?', 1);
  return `${origin} refuses ${method} ${route} (${status}): ${detailIn(said) ?? 'is --attach right?'}`;
}

/** What a problem says in detail; undefined: it is none. */
export function detailIn(said: string): string | undefined {
  try {
    return printable(PROBLEM.parse(JSON.parse(said)).detail, DETAIL_CHARS);
  } catch {
    return undefined;
  }
}
