/** What an entry may say: one accepted write or transaction on its way. */

import type { WireEntry, WireWrite } from '../gossip.ts';
import type { Fault, Hearing } from './hearing.ts';
import { isJsonText } from './json-text.ts';
import { CLOCK_LIMIT_US, VERSION_LEAD_LIMIT_MS, WIRE_LIMITS } from './limits.ts';
import { existing, EXISTING, life, ofLife, time } from './parts.ts';
import { list, tuple, value, whole, wrong, type Between } from './rule.ts';

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Whether it is a W3C trace context. */
export function isTraceparent(text: unknown): text is string {
  return typeof text === 'string' && TRACEPARENT.test(text);
}

const key = value(
  'a string or a number that can be told from its neighbours',
  (given) =>
    typeof given === 'string' ||
    Number.isSafeInteger(given) ||
    (Number.isFinite(given) && !Number.isInteger(given)),
);

const writtenValue = value(
  'a string, a whole number within ±2^53, true, false or null; anything else as its JSON text, spaced as nodes space it, in an array of one; an empty array: the key was deleted',
  (given) => {
    if (typeof given === 'string' || typeof given === 'boolean' || given === null) return true;
    if (typeof given === 'number') return Number.isSafeInteger(given);
    if (!Array.isArray(given) || given.length > 1) return false;
    if (given.length === 0) return true;
    const [text] = given as unknown[];
    return typeof text === 'string' && isJsonText(text);
  },
);

const write = tuple('a key and its value', [
  { name: 'key', rule: key },
  { name: 'value', rule: writtenValue, isOptional: true },
]);

const KEYS_ONCE: Between = {
  says: 'each key once',
  fault({ 5: writes }: WireEntry): Fault | undefined {
    if (writes.length === 1) return undefined;
    const keys = new Set(writes.map(([one]: WireWrite) => one));
    return keys.size === writes.length
      ? undefined
      : wrong('writes of different keys', 'malformed', '.writes');
  },
};

/**
 * Before its life began nothing was accepted: what claims so would make every read stale that was ever made. A node whose clock went back
 * since it kept its data goes on from later versions: it dates what it accepts again, once it has found that out.
 */
const ACCEPTED_IN_ITS_LIFE: Between = {
  says: '`acceptedAtMs` not before its origin began, nor a day before `clockUs`',
  fault: ([origin, , clockUs, acceptedAtMs]: WireEntry, hearing: Hearing) =>
    ofLife(origin, hearing, ({ startMs }) => {
      if (acceptedAtMs < startMs)
        return wrong('within the life of its origin', 'false_claim', '.acceptedAtMs');
      return clockUs / 1000 - acceptedAtMs <= VERSION_LEAD_LIMIT_MS
        ? undefined
        : wrong('within a day of its version', 'clock_wrong', '.acceptedAtMs');
    }),
};

export const entryRule = tuple(
  'an entry',
  [
    { name: 'origin', rule: life },
    { name: 'seq', rule: whole(1), who: 'its origin first' },
    { name: 'clockUs', rule: whole(0, CLOCK_LIMIT_US), who: 'its origin first' },
    { name: 'acceptedAtMs', rule: time, who: 'its origin first' },
    { name: 'hops', rule: whole(0, WIRE_LIMITS.hops), who: 'each replica adds one' },
    {
      name: 'writes',
      rule: list('writes', write, WIRE_LIMITS.entryWrites, 1),
      who: 'its origin first; a replica leaves out values that were overwritten there',
    },
    {
      name: 'traceparent',
      rule: value('a W3C trace context', isTraceparent),
      who: 'each replica its own span',
      isOptional: true,
    },
  ],
  [
    {
      says: EXISTING,
      fault: ([origin, seq]: WireEntry, hearing) => existing(origin, seq, hearing),
    },
    ACCEPTED_IN_ITS_LIFE,
    KEYS_ONCE,
  ],
);
