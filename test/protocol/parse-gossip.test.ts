/** A peer's message is checked as a whole before anything is done with it: each mistake is named, and each right message is taken. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GOSSIP_KINDS } from '../../src/protocol/gossip.ts';
import { isGossip, parseGossip, type ParsedGossip } from '../../src/protocol/parse-gossip.ts';
import { cases } from '../support/random-cases.ts';
import { GOOD, LISTENER, MISTAKES, type Message } from './gossip-samples.ts';

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
    for (const kind of GOSSIP_KINDS.filter((each) => each !== 'view'))
      assert.deepEqual(parse({ ...least, type: kind }), { ok: true, body: { ...least, type: kind } });
  });

  it('has a kind that the protocol knows', () => {
    assert.deepEqual(['mail', 'digest', 'write', ''].map(isGossip), [true, true, false, false]);
  });

  it('may say that another node has written more than is known here', () => {
    assert.ok(parse({ ...GOOD, dots: [['n2#c', 1, 2 ** 53 - 1]] }).ok);
  });
});

describe('what gossip says of a life that the listener has no room for', () => {
  const surplus = 'n3#b';
  const row = [surplus, 1, null, 0];
  const also = (field: string, ...items: unknown[]): unknown[] => [...(GOOD[field] as unknown[]), ...items];

  it('is left out, with what is claimed of all lives, and the rest is taken', () => {
    const [symbols, difference] = [GOOD['symbols'], GOOD['difference']] as unknown[][] as [
      unknown[],
      unknown[],
    ];
    const parsed = parse({
      ...GOOD,
      entries: also('entries', [surplus, 1, 1_000_000, 1000, 1, [['x', 1]]]),
      seen: also('seen', row),
      acks: also('acks', [surplus, 'n2', [[1, 1, 950]]]),
      dots: also('dots', [surplus, 1, 1]),
      wanted: also('wanted', [surplus, 1]),
      symbols: symbols.with(3, [...(symbols[3] as unknown[]), row]),
      difference: difference.with(4, [...(difference[4] as unknown[]), row]),
    });
    assert.ok(parsed.ok);
    assert.deepEqual({ ...parsed.body, roll: GOOD['roll'] }, GOOD);
    assert.equal(parsed.body.roll, undefined);
    assert.equal(parsed.left?.entries, 1);
    assert.match(parsed.left.text, /what this says of 1 others is left out, e\.g\. of n3#b$/);
  });

  it('is not heard from itself', () => {
    const { type, at } = GOOD;
    const parsed = parse({ type, origin: surplus, at, seq: 1, stable: 0 }, 'n3');
    assert.ok(!parsed.ok);
    assert.equal(parsed.reason, 'over_limit');
    assert.match(
      parsed.text,
      /^gossip: "origin" must be one of the first 1024 lives of its node: .* without the data/,
    );
  });
});

describe('gossip is refused with', () => {
  for (const [what, reason, path, change] of MISTAKES) {
    it(`${what}: ${reason}`, () => {
      const parsed = parse({ ...GOOD, ...change });
      assert.ok(!parsed.ok);
      assert.equal(parsed.reason, reason);
      assert.ok(parsed.text.startsWith(`gossip: "${path}" must be `), parsed.text);
    });
  }

  it('the kind that views have, where members are fixed: strangers would be heard through it', () => {
    const parsed = parse({ ...GOOD, type: 'view', entries: [] });
    assert.ok(!parsed.ok);
    assert.equal(parsed.reason, 'false_claim');
    assert.equal(parsed.text, 'gossip: "type" must be another kind: members are fixed here');
  });

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
  'difference 4 0 2',
  'symbols 3 0 2',
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
