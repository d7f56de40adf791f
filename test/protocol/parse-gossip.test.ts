/** A peer's message is checked as a whole before anything is done with it: each mistake is named, and each right message is taken. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GOSSIP_KINDS, WIRE_VERSION } from '../../src/protocol/gossip.ts';
import type { NodeId, Origin } from '../../src/protocol/names.ts';
import { isGossip, parseGossip, type ParsedGossip } from '../../src/protocol/parse-gossip.ts';
import type { Listener } from '../../src/protocol/validate/hearing.ts';
import { CLOCK_LIMIT_US, WIRE_LIMITS } from '../../src/protocol/validate/limits.ts';
import { cases } from '../support/random-cases.ts';

/** n1 has written five times, and knows that all have the first two. It has heard of one life of n2. */
const LISTENER: Listener = {
  node: 'n1' as NodeId,
  origin: 'n1#a' as Origin,
  lastSeq: 5,
  stable: 2,
  isMember: (node) => ['n1', 'n2', 'n3'].includes(node),
  knows: (origin) => origin === 'n2#b',
  livesOf: (node) => (node === 'n3' ? WIRE_LIMITS.lives : 1),
};

type Message = Readonly<Record<string, unknown>>;

const ENTRY: readonly unknown[] = ['n2#b', 4, 1_000_000, 1000, 1, [['x', 1]]];
const ACK: readonly unknown[] = [
  'n1#a',
  'n2',
  [
    [1, 2, 950],
    [4, 4, 960, 1],
  ],
];
const GOOD: Message = {
  ...{ type: 'delta', v: WIRE_VERSION, origin: 'n2#b', at: 1000, seq: 4, stable: 1 },
  entries: [ENTRY],
  after: ['n1#a', 7, 16],
  answer: ['n1#a', 0, 3, 'head'],
  seen: [
    ['n1#a', 3, 12.5, 2, [[5, 5]]],
    ['n2#b', 4, null, 1],
  ],
  roll: [null, 900, [1, -1]],
  acks: [ACK, ['n2#b', 'n1', [[1, 2, 950]], 1]],
  dots: [['n2#b', 2, 4]],
  wanted: [
    ['n2#b', 2, 30],
    ['n2#b', 0],
  ],
};

function parse(body: Message, src = 'n2'): ParsedGossip {
  const line = JSON.stringify({ src, dest: 'n1', body });
  return parseGossip({ src, dest: 'n1', body: body as Message & { type: string }, msgId: 1, line }, LISTENER);
}

/** Another value in one place of an array: a path of indices. */
function withPart(value: unknown, [index = 0, ...path]: readonly number[], part: unknown): unknown {
  const list = [...(value as unknown[])];
  list[index] = path.length === 0 ? part : withPart(list[index], path, part);
  return list;
}

describe('gossip that is right', () => {
  it('is taken as it is, with all that it may have and with the least that it must', () => {
    assert.deepEqual(parse(GOOD), { ok: true, body: GOOD });
    const { type, origin, at, seq, stable } = GOOD;
    const least = { type, origin, at, seq, stable };
    for (const kind of GOSSIP_KINDS)
      assert.deepEqual(parse({ ...least, type: kind }), { ok: true, body: { ...least, type: kind } });
  });

  it('has a kind that the protocol knows', () => {
    assert.deepEqual(['mail', 'digest', 'write', ''].map(isGossip), [true, true, false, false]);
  });

  it('may say that another node has written more than is known here', () => {
    assert.ok(parse({ ...GOOD, dots: [['n2#c', 1, 2 ** 53 - 1]] }).ok);
  });
});

describe('gossip is refused with', () => {
  const none = Number.MAX_SAFE_INTEGER;
  const mistakes: readonly (readonly [what: string, reason: string, path: string, change: Message])[] = [
    ['a kind that is none', 'malformed', 'type', { type: 'gossip' }],
    ['a version that is not known yet', 'unknown_version', 'v', { v: WIRE_VERSION + 1 }],
    ['a version that is no number', 'malformed', 'v', { v: '2' }],
    ['an origin without a life', 'malformed', 'origin', { origin: 'n2' }],
    ['an origin of nobody', 'malformed', 'origin', { origin: '#b' }],
    ['an origin in capitals', 'malformed', 'origin', { origin: 'n2#B' }],
    ['an origin with a second spelling', 'malformed', 'origin', { origin: 'n2#0b' }],
    ['an origin that is endless', 'malformed', 'origin', { origin: `n2#${'z'.repeat(30)}` }],
    ['the origin of another node', 'false_claim', 'origin', { origin: 'n1#b' }],
    [
      'a life too many',
      'over_limit',
      'seen[2].origin',
      { seen: [...(GOOD['seen'] as unknown[]), ['n3#b', 1, null, 0]] },
    ],
    ['a time before the epoch', 'malformed', 'at', { at: -1 }],
    ['a time that is no number', 'malformed', 'at', { at: '1000' }],
    ['a time before its own life', 'false_claim', 'at', { at: 10 }],
    ['a count with a fraction', 'malformed', 'seq', { seq: 1.5 }],
    ['a count beyond 2^53', 'malformed', 'seq', { seq: 2 ** 53 }],
    ['a count below zero', 'malformed', 'stable', { stable: -1 }],
    ['more that is stable than there is', 'false_claim', 'stable', { stable: 5 }],
    ['no list of entries', 'malformed', 'entries', { entries: {} }],
    ['too many entries', 'over_limit', 'entries', { entries: Array(WIRE_LIMITS.entries + 1).fill(ENTRY) }],
    ['an entry that is none', 'malformed', 'entries[0]', { entries: ['x'] }],
    ['an entry with more than it has', 'malformed', 'entries[0]', { entries: [[...ENTRY, undefined, 1]] }],
    [
      'a write that the sender says it has not made',
      'false_claim',
      'entries[0]',
      { entries: [ENTRY.with(1, 5)] },
    ],
    [
      'a write that the receiver has not made',
      'false_claim',
      'entries[0]',
      { entries: [ENTRY.with(0, 'n1#a').with(1, 6)] },
    ],
    ['an entry of a stranger', 'false_claim', 'entries[0].origin', { entries: [ENTRY.with(0, 'n9#1')] }],
    ['an entry with the number 0', 'malformed', 'entries[0].seq', { entries: [ENTRY.with(1, 0)] }],
    [
      'a clock that leaves no room for later ones',
      'malformed',
      'entries[0].clockUs',
      { entries: [ENTRY.with(2, CLOCK_LIMIT_US + 1)] },
    ],
    [
      'a write accepted before its origin began',
      'false_claim',
      'entries[0].acceptedAtMs',
      { entries: [ENTRY.with(3, 10)] },
    ],
    [
      'a write accepted years before its version',
      'false_claim',
      'entries[0].acceptedAtMs',
      { entries: [ENTRY.with(2, 1.7e15)] },
    ],
    ['a way without end', 'malformed', 'entries[0].hops', { entries: [ENTRY.with(4, none)] }],
    ['an entry that writes nothing', 'malformed', 'entries[0].writes', { entries: [ENTRY.with(5, [])] }],
    [
      'a key twice',
      'malformed',
      'entries[0].writes',
      {
        entries: [
          ENTRY.with(5, [
            ['x', 1],
            ['x', 2],
          ]),
        ],
      },
    ],
    [
      'a key that is an object',
      'malformed',
      'entries[0].writes[0].key',
      { entries: [ENTRY.with(5, [[{}, 1]])] },
    ],
    [
      'a key beyond 2^53',
      'malformed',
      'entries[0].writes[0].key',
      { entries: [ENTRY.with(5, [[2 ** 60, 1]])] },
    ],
    [
      'a value that is a bare object',
      'malformed',
      'entries[0].writes[0].value',
      { entries: [ENTRY.with(5, [['x', {}]])] },
    ],
    [
      'a value that parsing has changed',
      'malformed',
      'entries[0].writes[0].value',
      { entries: [ENTRY.with(5, [['x', Infinity]])] },
    ],
    [
      'a value that is no JSON',
      'malformed',
      'entries[0].writes[0].value',
      { entries: [ENTRY.with(5, [['x', ['1}\n{']]])] },
    ],
    ['a trace that is none', 'malformed', 'entries[0].traceparent', { entries: [[...ENTRY, '00-0']] }],
    ['a feed of another node', 'malformed', 'after.feed', { after: ['n2#b', 0, 1] }],
    ['an answer to another node', 'malformed', 'answer.asker', { answer: ['n2#b', 0, 1, 'done'] }],
    ['an answer that goes back', 'malformed', 'answer', { answer: ['n1#a', 3, 1, 'done'] }],
    ['an answer that goes on for ever', 'malformed', 'answer.state', { answer: ['n1#a', 0, 1, 'never'] }],
    ['rows out of order', 'malformed', 'seen', { seen: (GOOD['seen'] as unknown[]).toReversed() }],
    [
      'an origin in two rows',
      'malformed',
      'seen',
      {
        seen: [
          ['n2#b', 1, null, 0],
          ['n2#b', 1, null, 0],
        ],
      },
    ],
    ['more than the receiver wrote', 'false_claim', 'seen[0]', { seen: [['n1#a', 6, null, 0]] }],
    [
      'more that is stable than the receiver said',
      'false_claim',
      'seen[0]',
      { seen: [['n1#a', 5, null, 3]] },
    ],
    ['a negative age', 'malformed', 'seen[0].completeAgeMs', { seen: [['n1#a', 1, -5, 0]] }],
    ['an endless age', 'malformed', 'seen[0].completeAgeMs', { seen: [['n1#a', 1, Infinity, 0]] }],
    ['a run that is no gap away', 'malformed', 'seen[0].beyond', { seen: [['n1#a', 2, null, 0, [[3, 4]]]] }],
    [
      'runs that overlap',
      'malformed',
      'seen[0].beyond',
      {
        seen: [
          [
            'n2#c',
            0,
            null,
            0,
            [
              [2, 9],
              [4, 12],
            ],
          ],
        ],
      },
    ],
    [
      'too many runs',
      'over_limit',
      'seen',
      {
        seen: [
          [
            'n2#c',
            0,
            null,
            0,
            Array.from({ length: WIRE_LIMITS.seenRuns + 1 }, (_, i) => [3 * i + 2, 3 * i + 2]),
          ],
        ],
      },
    ],
    ['a roll of fractions', 'malformed', 'roll.present[0]', { roll: [null, 900, [0.5]] }],
    ['a roll of long words', 'malformed', 'roll.present[0]', { roll: [null, 900, [2 ** 32]] }],
    [
      'an acknowledgement without times',
      'malformed',
      'acks[0].runs[0].heldAtMs',
      { acks: [ACK.with(2, [[1, 2]])] },
    ],
    ['an acknowledgement by a stranger', 'malformed', 'acks[0].by', { acks: [ACK.with(1, 'c1')] }],
    ['an acknowledgement to a client', 'false_claim', 'acks[0].origin', { acks: [ACK.with(0, 'c1#0')] }],
    ['an acknowledgement in the name of another', 'false_claim', 'acks[0].by', { acks: [ACK.with(1, 'n3')] }],
    [
      'an acknowledgement of what was never written',
      'false_claim',
      'acks[0]',
      { acks: [ACK.with(2, [[1, 6, 950]])] },
    ],
    ['a run that ends before it begins', 'malformed', 'dots[0]', { dots: [['n2#b', 3, 1]] }],
    ['a run from 0', 'malformed', 'dots[0].from', { dots: [['n2#b', 0, 1]] }],
    ['a run beyond what the sender wrote', 'false_claim', 'dots[0]', { dots: [['n2#b', 1, none]] }],
    [
      'too many runs of dots',
      'over_limit',
      'dots',
      { dots: Array(WIRE_LIMITS.dots + 1).fill(['n2#b', 1, 2]) },
    ],
    ['a wish without a number', 'malformed', 'wanted[0].from', { wanted: [['n2#b']] }],
    ['a wish for what was never written', 'false_claim', 'wanted[0]', { wanted: [['n1#a', 6]] }],
  ];
  for (const [what, reason, path, change] of mistakes) {
    it(`${what}: ${reason}`, () => {
      const parsed = parse({ ...GOOD, ...change });
      assert.ok(!parsed.ok);
      assert.equal(parsed.reason, reason);
      assert.ok(parsed.text.startsWith(`gossip: "${path}" must be `), parsed.text);
    });
  }

  it('anything else in the place of any part', () => {
    const parts = Object.entries(GOOD).flatMap(([field, value]) =>
      pathsIn(value).map((path) => ({ field, path })),
    );
    const never = fc.constantFrom<unknown>(
      NaN,
      Infinity,
      -Infinity,
      -1,
      1.5,
      2 ** 53,
      {},
      [[[]]],
      '\u001b',
      '#',
      true,
    );
    fc.assert(
      fc.property(fc.constantFrom(...parts), never, ({ field, path }, wrong) => {
        const broken = path.length === 0 ? wrong : withPart(GOOD[field], path, wrong);
        // A key and a value may be many things, a word of a roll any whole number, an age or a time any fraction.
        fc.pre(!MAY_BE_ANY.some((any) => `${field} ${path.join(' ')}`.startsWith(any)));
        const parsed = parse({ ...GOOD, [field]: broken });
        assert.ok(!parsed.ok);
        assert.match(parsed.text, new RegExp(`^gossip: "${field}|"origin"`));
      }),
      { numRuns: cases(2000) },
    );
  });

  it('whatever else a peer may print, without a fault of the parser', () => {
    const sections = fc.record(Object.fromEntries(Object.keys(GOOD).map((field) => [field, fc.anything()])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(sections, (change) => {
        parse({ ...GOOD, ...change });
      }),
      { numRuns: cases(1000) },
    );
  });
});

const MAY_BE_ANY = [
  'entries 0 5 0 0',
  'entries 0 5 0 1',
  'entries 0 3',
  'roll 2',
  'roll 0',
  'roll 1',
  'seen 0 2',
  'seen 1 2',
  'acks 0 2 0 2',
  'acks 0 2 1 2',
  'acks 1 2 0 2',
  'wanted 0 2',
  'at',
];

/** The way to each part of a value, the value itself first. */
function pathsIn(value: unknown): (readonly number[])[] {
  if (!Array.isArray(value)) return [[]];
  return [[], ...value.flatMap((part, i) => pathsIn(part).map((path) => [i, ...path]))];
}
