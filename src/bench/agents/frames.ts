/**
 * What bench and agents tell each other: a line of JSON that says what it is, and below it the very lines of nodes, untouched. Begin with the
 * two unions: orders go to agents, news come back.
 */

import { z } from 'zod';
import { REJECT_REASONS } from '../../protocol/envelope.ts';

const count = z.int().min(0);
const ms = z.number();
/** Of a process: the bench numbers them. */
const id = z.int().min(1);

/** Of one process, in a row: whose, the number of the first, how many. */
const Stretch = z.tuple([id, count, count]);

const ORDERS = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    id,
    node: z.string(),
    /** Null: a node of ours. */
    bin: z.string().nullable(),
    args: z.array(z.string()),
    env: z.record(z.string(), z.string()),
    /** Whether the agent is to take in its spans, and pass them on. */
    isTraced: z.boolean(),
  }),
  /** Lines to be written; they follow in the body. */
  z.object({ kind: z.literal('lines'), to: z.array(Stretch) }),
  z.object({ kind: z.enum(['end', 'kill', 'pause', 'resume']), id }),
  z.object({ kind: z.literal('ping'), sentAtMs: ms }),
  /** Asks for a node's metrics. */
  z.object({ kind: z.literal('scrape'), id, call: count }),
  z.object({ kind: z.literal('bye') }),
]);
export type Order = z.infer<typeof ORDERS>;

/** How a process ended, and what of its lines its agent has counted. */
const Exit = z.object({
  id,
  how: z.string(),
  /** Lines for it that the agent got. */
  linesIn: count,
  /** Lines that it printed. */
  linesOut: count,
});
export type Exit = z.infer<typeof Exit>;

const NEWS = z.discriminatedUnion('kind', [
  /** The answer to a call: who is there. */
  z.object({ kind: z.literal('here'), version: z.string(), host: z.string(), cpus: count, room: count }),
  /** Lines that processes printed, and when they were read; they follow in the body. */
  z.object({ kind: z.literal('lines'), from: z.array(z.tuple([id, count, count, ms])) }),
  /** A line that is no text, with the same number as if it were. */
  z.object({
    kind: z.literal('bad'),
    ...{ id, first: count, atMs: ms },
    reason: z.enum(REJECT_REASONS),
    text: z.string(),
    readable: z.string().optional(),
  }),
  /** Frames whose lines have been written: their numbers, and when that began and ended. */
  z.object({ kind: z.literal('written'), frames: z.array(z.tuple([count, ms, ms])) }),
  /** Frames that never came. */
  z.object({ kind: z.literal('gap'), from: count, to: count }),
  /** The end of what a process printed on stderr, in the body. */
  z.object({ kind: z.literal('stderr'), id }),
  z.object({ kind: z.literal('metrics'), id }),
  /** An export of some process, as it was made: in the body. */
  z.object({ kind: z.literal('spans'), contentType: z.string() }),
  /** In the body, unless there is an error. */
  z.object({ kind: z.literal('page'), call: count, error: z.string().nullable() }),
  z.object({ kind: z.literal('pong'), sentAtMs: ms, gotAtMs: ms, answeredAtMs: ms }),
  /** All that have ended, again and again: news may be lost. */
  z.object({ kind: z.literal('exits'), exits: z.array(Exit) }),
  z.object({
    kind: z.literal('state'),
    id,
    backlogBytes: count,
    cpu: z.object({ ranMs: ms, waitedMs: ms, turns: count }).nullable(),
    unfinished: z.object({ text: z.string(), bytes: count }).nullable(),
  }),
  /** The agent ends, and its processes with it. */
  z.object({ kind: z.literal('leaving') }),
  /** All processes of the bench have ended; nothing comes after it. */
  z.object({ kind: z.literal('farewell') }),
]);
export type News = z.infer<typeof NEWS>;

export interface Frame<Head> {
  readonly head: Head;
  readonly body: Buffer;
}

/** Each side collects so many bytes of lines, at most, before they leave. */
export const BATCH_BYTES = 256 * 1024;

const NEWLINE = 0x0a;
const NO_BODY = Buffer.alloc(0);

export function encode(head: Order | News, body: Buffer = NO_BODY): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
}

/** Undefined: it is none. */
export function orderIn(frame: Buffer): Frame<Order> | undefined {
  return decode(frame, ORDERS);
}

/** Undefined: it is none. */
export function newsIn(frame: Buffer): Frame<News> | undefined {
  return decode(frame, NEWS);
}

function decode<Head>(frame: Buffer, schema: z.ZodType<Head>): Frame<Head> | undefined {
  const end = frame.indexOf(NEWLINE);
  if (end < 0) return undefined;
  try {
    const parsed = schema.safeParse(JSON.parse(frame.toString('utf8', 0, end)));
    return parsed.success ? { head: parsed.data, body: frame.subarray(end + 1) } : undefined;
  } catch {
    return undefined;
  }
}

/** Lines have no newline in them. */
export function linesIn(body: Buffer): string[] {
  return body.toString('utf8').split('\n');
}
