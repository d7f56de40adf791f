/** What the sections of a message may say that tell of writes without bringing them: what was seen, acknowledged, asked for. */

import { thousands } from '../../base/thousands.ts';
import {
  ANSWER_STATES,
  DIFFERENCE_STATES,
  PRIORITIES,
  SYMBOL_CHARS,
  type WireAck,
  type WireSeen,
} from '../gossip.ts';
import { lifeNamed, type Fault, type Hearing } from './hearing.ts';
import { WIRE_LIMITS } from './limits.ts';
import { age, dots, EXISTING, existing, isAge, isTime, life, ofLife, run, time } from './parts.ts';
import { list, oneOf, together, tuple, value, whole, wrong, type Between } from './rule.ts';

const mine = value(
  'a life of the receiver',
  (origin, { listener }) => lifeNamed(origin)?.node === listener.node,
);

export const afterRule = tuple('a place in the feed of the receiver', [
  {
    name: 'feed',
    rule: value(
      'a life of the receiver, or null',
      (feed, hearing) => feed === null || mine.fault(feed, hearing) === undefined,
    ),
  },
  { name: 'place', rule: whole(0) },
  { name: 'messages', rule: whole(0) },
]);

export const answerRule = tuple(
  'an answer',
  [
    { name: 'asker', rule: mine },
    { name: 'after', rule: whole(0) },
    { name: 'to', rule: whole(0) },
    {
      name: 'state',
      rule: oneOf(ANSWER_STATES),
    },
  ],
  [
    {
      says: 'after ≤ to',
      fault: ([, after, to]: readonly [string, number, number]) =>
        after <= to ? undefined : wrong('a span that ends where it begins or later'),
    },
  ],
);

export const echoRule = tuple('when a question left, as its asker said', [
  { name: 'asker', rule: mine },
  { name: 'askedAtMs', rule: time },
  {
    name: 'correctionMs',
    rule: value('a number of ms within ±250 years', (ms) => typeof ms === 'number' && isTime(Math.abs(ms))),
    isOptional: true,
  },
]);

export const dotsRule = list('runs of writes', dots, WIRE_LIMITS.dots);

export const wantedRule = list(
  'origins',
  tuple(
    'an origin and the first of its writes that is meant',
    [
      { name: 'origin', rule: life },
      { name: 'from', rule: whole(0) },
      { name: 'ageMs', rule: age, isOptional: true },
    ],
    [
      {
        says: EXISTING,
        fault: ([origin, from]: readonly [string, number], hearing) => existing(origin, from, hearing),
      },
    ],
  ),
  WIRE_LIMITS.dots,
);

const KNOWN_OF_ITS_OWN: Between = {
  says: EXISTING,
  fault: (row: WireSeen, hearing: Hearing) =>
    ofLife(row[0], hearing, ({ lastSeq, stable }) =>
      highest(row) <= lastSeq && row[3] <= stable
        ? undefined
        : wrong('of writes that their origin has made', 'false_claim'),
    ),
};

function highest([, through, , , beyond = []]: WireSeen): number {
  return beyond.at(-1)?.[1] ?? through;
}

const BEHIND_GAPS: Between = {
  says: 'runs ascending, each behind a gap',
  fault([, through, , , beyond = []]: WireSeen): Fault | undefined {
    let last = through;
    for (const [from, to] of beyond) {
      if (from <= last + 1) return wrong('ascending, each run behind a gap', 'malformed', '.beyond');
      last = to;
    }
    return undefined;
  },
};

const seenRow = tuple(
  'what was seen of one origin',
  [
    { name: 'origin', rule: life },
    { name: 'through', rule: whole(0) },
    {
      name: 'completeAgeMs',
      rule: value(
        'a number of ms, not negative and less than 250 years, or null',
        (ms) => ms === null || isAge(ms),
      ),
    },
    { name: 'stable', rule: whole(0), who: 'the origin first' },
    { name: 'beyond', rule: list('runs', run()), isOptional: true },
  ],
  [BEHIND_GAPS, KNOWN_OF_ITS_OWN],
);

export const seenRule = together(list('rows', seenRow), [
  {
    says: 'sorted by origin, each once',
    fault: (rows: readonly WireSeen[]) =>
      rows.every(([origin], i) => i === 0 || (rows[i - 1] as WireSeen)[0] < origin)
        ? undefined
        : wrong('sorted by origin, with each origin once'),
  },
  atMost('runs', WIRE_LIMITS.seenRuns, (rows: readonly WireSeen[]) => rows.map((row) => row[4]?.length ?? 0)),
]);

const member = value(
  'a node that init named',
  (node, { listener }) => typeof node === 'string' && listener.isMember(node),
);

export const walkRule = tuple('a random walk', [
  { name: 'node', rule: member },
  { name: 'hops', rule: whole(0, WIRE_LIMITS.walkHops) },
]);

export const sampleRule = list('names', member, WIRE_LIMITS.sample);

export const priorityRule = oneOf(PRIORITIES);

const WORD_MOST = 2 ** 32 - 1;
/** Of an origin whose name the sender does not know: 48 bits. */
const MARK_MOST = 2 ** 48 - 1;

export const symbolsRule = tuple('a version vector in coded symbols', [
  { name: 'salt', rule: whole(0, WORD_MOST) },
  { name: 'messages', rule: whole(0) },
  {
    name: 'symbols',
    rule: value(
      `${thousands(WIRE_LIMITS.symbols)} symbols at most, and 1 at least, each ${SYMBOL_CHARS} characters of base64`,
      (text) =>
        typeof text === 'string' &&
        text.length % SYMBOL_CHARS === 0 &&
        text.length <= WIRE_LIMITS.symbols * SYMBOL_CHARS &&
        /^[A-Za-z0-9+/]+$/.test(text),
    ),
  },
  { name: 'rows', rule: seenRule, isOptional: true },
]);

export const differenceRule = tuple('where the vectors of an asker and of the sender differ', [
  { name: 'asker', rule: mine },
  { name: 'salt', rule: whole(0, WORD_MOST) },
  { name: 'count', rule: whole(0) },
  { name: 'state', rule: oneOf(DIFFERENCE_STATES) },
  { name: 'rows', rule: seenRule, isOptional: true },
  { name: 'unknown', rule: list('marks', whole(0, MARK_MOST), WIRE_LIMITS.symbols), isOptional: true },
]);

const ackRule = tuple(
  'since when a replica holds writes of an origin',
  [
    { name: 'origin', rule: life },
    {
      name: 'by',
      rule: member,
    },
    {
      name: 'runs',
      rule: list(
        'runs, each with a time',
        run([
          { name: 'heldAtMs', rule: time },
          { name: 'atMost', rule: value('1', (flag) => flag === 1), isOptional: true },
        ]),
      ),
    },
    {
      name: 'passedOn',
      rule: whole(0, WIRE_LIMITS.hops),
      who: 'each node that passes it on adds one',
      isOptional: true,
    },
  ],
  [
    {
      says: '`by` is the sender where nobody has passed it on',
      fault: ([, by, , passedOn = 0]: WireAck, { src }) =>
        passedOn > 0 || by === src ? undefined : wrong('by its sender, or passed on', 'false_claim', '.by'),
    },
    {
      says: EXISTING,
      fault: ([origin, , runs]: WireAck, hearing) =>
        existing(
          origin,
          runs.reduce((last, [, to]) => Math.max(last, to), 0),
          hearing,
        ),
    },
  ],
);

export const acksRule = together(list('acknowledgements', ackRule), [
  atMost('runs', WIRE_LIMITS.ackRuns, (acks: readonly WireAck[]) => acks.map(([, , runs]) => runs.length)),
]);

const word = value(
  'a whole number of 32 bits',
  (bits) => Number.isInteger(bits) && bits === ((bits as number) | 0),
);

export const rollRule = tuple('a place in the roll call', [
  {
    name: 'throughMs',
    rule: value('milliseconds since the epoch, or null', (at) => at === null || isTime(at)),
  },
  { name: 'targetMs', rule: time, isOptional: true },
  { name: 'present', rule: list('words', word, WIRE_LIMITS.dots), isOptional: true },
]);

/** A limit for what is counted over all items of a list. */
function atMost(what: string, limit: number, counts: (items: never) => readonly number[]): Between {
  const says = `${thousands(limit)} ${what} at most, all together`;
  return {
    says,
    fault: (items: never) =>
      counts(items).reduce((sum, count) => sum + count, 0) <= limit
        ? undefined
        : wrong(`a list of ${says}`, 'over_limit'),
  };
}
