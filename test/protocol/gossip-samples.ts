/** A message with all that one may have, and what can be wrong with it: each mistake with its reason and its place. */

import { WIRE_VERSION } from '../../src/protocol/gossip.ts';
import type { NodeId, Origin } from '../../src/protocol/names.ts';
import type { Listener } from '../../src/protocol/validate/hearing.ts';
import { CLOCK_LIMIT_US, WIRE_LIMITS } from '../../src/protocol/validate/limits.ts';

/** n1 has written five times, and knows that all have the first two. It has heard of one life of n2. */
export const LISTENER: Listener = {
  node: 'n1' as NodeId,
  origin: 'n1#a' as Origin,
  lastSeq: 5,
  stable: 2,
  isMember: (node) => ['n1', 'n2', 'n3'].includes(node),
  knows: (origin) => origin === 'n2#b',
  livesOf: (node) => (node === 'n3' ? WIRE_LIMITS.lives : 1),
};

export type Message = Readonly<Record<string, unknown>>;

const ENTRY: readonly unknown[] = ['n2#b', 4, 1_000_000, 1000, 1, [['x', 1]]];
const ACK: readonly unknown[] = [
  'n1#a',
  'n2',
  [
    [1, 2, 950],
    [4, 4, 960, 1],
  ],
];
export const GOOD: Message = {
  ...{ type: 'delta', v: WIRE_VERSION, origin: 'n2#b', at: 1000, seq: 4, stable: 1 },
  entries: [ENTRY],
  after: ['n1#a', 7, 16],
  answer: ['n1#a', 0, 3, 'head'],
  symbols: [7, 16, 'AAAA'.repeat(6), [['n2#b', 2, null, 1, [[4, 4]]]]],
  difference: ['n1#a', 7, 2, 'decoded', [['n1#a', 3, 12.5, 2]], [2 ** 48 - 1]],
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
  walk: ['n3', 6],
  sample: ['n3', 'n1'],
  priority: 'high',
  probe: [7, 'n3'],
  beliefs: [
    ['n3', 'suspect', 2, 'n2'],
    ['n1', 'alive', Number.MAX_SAFE_INTEGER, 'n1'],
  ],
};

const none = Number.MAX_SAFE_INTEGER;
export const MISTAKES: readonly (readonly [what: string, reason: string, path: string, change: Message])[] = [
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
    'more lives of a node than anybody remembers',
    'over_limit',
    `dots[${WIRE_LIMITS.lives}].origin`,
    { dots: Array.from({ length: WIRE_LIMITS.lives + 1 }, (_, i) => [`n3#${i.toString(36)}`, 1, 1]) },
  ],
  ['a time before the epoch', 'malformed', 'at', { at: -1 }],
  ['a time that is no number', 'malformed', 'at', { at: '1000' }],
  ['a time before its own life', 'false_claim', 'at', { at: 0.01 }],
  ['a count with a fraction', 'malformed', 'seq', { seq: 1.5 }],
  ['a count beyond 2^53', 'malformed', 'seq', { seq: 2 ** 53 }],
  ['a count below zero', 'malformed', 'stable', { stable: -1 }],
  ['a count that no number can be made of', 'malformed', 'stable', { stable: { toString: '' } }],
  ['more that is stable than there is', 'false_claim', 'stable', { stable: 5 }],
  ['a salt of more than 32 bits', 'malformed', 'symbols.salt', { symbols: [2 ** 32, 1, 'AAAA'.repeat(6)] }],
  ['no coded symbol', 'malformed', 'symbols.symbols', { symbols: [7, 1, ''] }],
  ['part of a coded symbol', 'malformed', 'symbols.symbols', { symbols: [7, 1, 'AAAA'.repeat(7)] }],
  ['coded symbols in no base64', 'malformed', 'symbols.symbols', { symbols: [7, 1, '-AAA'.repeat(6)] }],
  [
    'too many coded symbols',
    'malformed',
    'symbols.symbols',
    { symbols: [7, 1, 'A'.repeat(24 * (WIRE_LIMITS.symbols + 1))] },
  ],
  [
    'a row beside them that its origin never wrote',
    'false_claim',
    'symbols.rows[0]',
    { symbols: [7, 1, 'AAAA'.repeat(6), [['n1#a', 6, null, 0]]] },
  ],
  [
    'a difference for somebody else',
    'malformed',
    'difference.asker',
    { difference: ['n3#b', 7, 0, 'decoded', []] },
  ],
  ['a difference in no known state', 'malformed', 'difference.state', { difference: ['n1#a', 7, 0, 'same'] }],
  [
    'the mark of no origin',
    'malformed',
    'difference.unknown[0]',
    { difference: ['n1#a', 7, 0, 'decoded', [], [2 ** 48]] },
  ],
  [
    'too many marks',
    'over_limit',
    'difference.unknown',
    { difference: ['n1#a', 7, 0, 'decoded', [], Array(WIRE_LIMITS.symbols + 1).fill(1)] },
  ],
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
    { entries: [ENTRY.with(3, 0.01)] },
  ],
  [
    'a write accepted years before its version',
    'clock_wrong',
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
  ['more that is stable than the receiver said', 'false_claim', 'seen[0]', { seen: [['n1#a', 5, null, 3]] }],
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
  ['too many runs of dots', 'over_limit', 'dots', { dots: Array(WIRE_LIMITS.dots + 1).fill(['n2#b', 1, 2]) }],
  ['a walk of a stranger', 'malformed', 'walk.node', { walk: ['n9', 1] }],
  ['a walk without end', 'malformed', 'walk.hops', { walk: ['n3', WIRE_LIMITS.walkHops + 1] }],
  ['a name of nobody', 'malformed', 'sample[1]', { sample: ['n3', 'n9'] }],
  [
    'more names than a message holds',
    'over_limit',
    'sample',
    { sample: Array.from({ length: WIRE_LIMITS.sample + 1 }, () => 'n3') },
  ],
  ['a priority that is none', 'malformed', 'priority', { priority: 'urgent' }],
  ['a probe without a number', 'malformed', 'probe.number', { probe: [] }],
  ['a probe of a stranger', 'malformed', 'probe.target', { probe: [7, 'n9'] }],
  ['a belief about a stranger', 'malformed', 'beliefs[0].node', { beliefs: [['n9', 'failed', 0, 'n2']] }],
  ['a health that is none', 'malformed', 'beliefs[0].health', { beliefs: [['n3', 'dead', 0, 'n2']] }],
  ['a suspicion beyond refutation', 'malformed', 'beliefs[0]', { beliefs: [['n3', 'failed', none, 'n2']] }],
  ['a belief of a client', 'malformed', 'beliefs[0].by', { beliefs: [['n3', 'failed', 0, 'c1']] }],
  ['too many beliefs', 'over_limit', 'beliefs', { beliefs: Array(WIRE_LIMITS.beliefs + 1).fill(['n3']) }],
  ['a wish without a number', 'malformed', 'wanted[0].from', { wanted: [['n2#b']] }],
  ['a wish for what was never written', 'false_claim', 'wanted[0]', { wanted: [['n1#a', 6]] }],
];
