/** Checks a node-to-node message before anything is done with it: a peer can be broken, or of another version. */

import type { Inbound } from './envelope.ts';
import { RequestError } from './errors.ts';
import { ANSWER_STATES, GOSSIP_KINDS, type GossipBody, type GossipKind } from './gossip.ts';
import { isObject } from './parse.ts';

const KINDS: ReadonlySet<string> = new Set(GOSSIP_KINDS);

/** A clock further ahead cannot be real (the year 2220); accepting it would leave no room for later versions. */
export const CLOCK_LIMIT_US = 2 ** 53 - 2 ** 50;

/** Dates are numbers of ms that fit a clock. */
const TIME_LIMIT_MS = CLOCK_LIMIT_US / 1000;

export function isGossip(type: string): type is GossipKind {
  return KINDS.has(type);
}

/** @throws {RequestError} malformed_request, naming the field and what it should be */
export function parseGossip(message: Inbound): GossipBody {
  const { body } = message;
  check(isOrigin(body['origin']), 'origin', 'a node and its incarnation, as in "n1#0"');
  check(isTime(body['at']), 'at', 'milliseconds since the epoch');
  check(isCount(body['seq']), 'seq', 'a whole number');
  check(isCount(body['stable']), 'stable', 'a whole number');
  check(
    isListOf(body['entries'], isEntry),
    'entries',
    'entries, each with its dot, clock, time, hops and writes',
  );
  check(isCursor(body['after']), 'after', 'a feed or null, a place in it and a number of messages');
  check(isAnswer(body['answer']), 'answer', 'an origin, two places of a feed and how the answer goes on');
  check(isEcho(body['echo']), 'echo', 'an origin, a time and a correction');
  check(isListOf(body['dots'], isRange), 'dots', 'runs of sequence numbers, each with its origin');
  check(isListOf(body['seen'], isSeen), 'seen', 'an origin, a number and the runs beyond it');
  check(isRoll(body['roll']), 'roll', 'a time or null, a time and whole numbers');
  check(isListOf(body['acks'], isAck), 'acks', 'an origin, a node and runs with their times');
  check(isListOf(body['wanted'], isWanted), 'wanted', 'origins, each with a whole number and an age');
  return body as unknown as GossipBody;
}

function check(holds: boolean, field: string, expected: string): void {
  if (!holds) throw new RequestError('malformed_request', `gossip: "${field}" must be ${expected}`);
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isTime = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value < TIME_LIMIT_MS;
const isOrigin = (value: unknown): boolean => typeof value === 'string' && value.includes('#');
const isKey = (value: unknown): boolean => typeof value === 'string' || Number.isFinite(value);

function isListOf(value: unknown, isItem: (item: unknown[]) => boolean): boolean {
  if (value === undefined) return true;
  return Array.isArray(value) && value.every((item) => Array.isArray(item) && isItem(item));
}

function isRun([from, to]: unknown[]): boolean {
  return isCount(from) && isCount(to) && (from as number) >= 1 && (from as number) <= (to as number);
}

function isRange([origin, from, to]: unknown[]): boolean {
  return isOrigin(origin) && isRun([from, to]);
}

function isWanted([origin, from, ageMs = 0]: unknown[]): boolean {
  return isOrigin(origin) && isCount(from) && typeof ageMs === 'number' && ageMs >= 0;
}

function isSeen([origin, through, completeAgeMs, stable, beyond]: unknown[]): boolean {
  const isAge = completeAgeMs === null || (typeof completeAgeMs === 'number' && completeAgeMs >= 0);
  return isOrigin(origin) && isCount(through) && isAge && isCount(stable) && isListOf(beyond, isRun);
}

function isCursor(value: unknown): boolean {
  if (value === undefined) return true;
  if (!Array.isArray(value)) return false;
  const [feed, place, messages] = value as unknown[];
  return (feed === null || isOrigin(feed)) && isCount(place) && isCount(messages);
}

function isAnswer(value: unknown): boolean {
  if (value === undefined) return true;
  if (!Array.isArray(value)) return false;
  const [asker, after, to, state] = value as unknown[];
  const isSpan = isCount(after) && isCount(to) && (after as number) <= (to as number);
  return isOrigin(asker) && isSpan && ANSWER_STATES.some((one) => one === state);
}

function isEcho(value: unknown): boolean {
  if (value === undefined) return true;
  if (!Array.isArray(value)) return false;
  const [asker, askedAtMs, correctionMs = 0] = value as unknown[];
  return (
    isOrigin(asker) && isTime(askedAtMs) && typeof correctionMs === 'number' && isTime(Math.abs(correctionMs))
  );
}

function isRoll(roll: unknown): boolean {
  if (roll === undefined) return true;
  if (!Array.isArray(roll)) return false;
  const [throughMs, targetMs = 0, present = []] = roll as unknown[];
  const isWords = Array.isArray(present) && present.every((word) => Number.isInteger(word));
  return (throughMs === null || isTime(throughMs)) && isTime(targetMs) && isWords;
}

function isAck([origin, by, runs, passedOn = 0]: unknown[]): boolean {
  const isRuns = isListOf(
    runs,
    (run) => isRun(run) && isTime(run[2]) && (run[3] === undefined || run[3] === 1),
  );
  return isOrigin(origin) && typeof by === 'string' && isRuns && isCount(passedOn);
}

function isEntry([origin, seq, clockUs, acceptedAtMs, hops, writes, traceparent]: unknown[]): boolean {
  const isDot = isOrigin(origin) && isCount(seq) && (seq as number) >= 1;
  const isClock = isCount(clockUs) && (clockUs as number) <= CLOCK_LIMIT_US;
  const isTraced = traceparent === undefined || typeof traceparent === 'string';
  const isWrites = Array.isArray(writes) && writes.length > 0 && isListOf(writes, isWrite);
  return isDot && isClock && isTime(acceptedAtMs) && isCount(hops) && isWrites && isTraced;
}

function isWrite([key, value]: unknown[]): boolean {
  if (!isKey(key)) return false;
  if (Array.isArray(value)) return value.length === 1 && typeof value[0] === 'string';
  return !isObject(value);
}
