/** A peer's message is checked field by field before anything is done with it: each mistake is named. */

import assert from 'node:assert/strict';
import type { Body } from '../../src/protocol/envelope.ts';
import { RequestError } from '../../src/protocol/errors.ts';
import { CLOCK_LIMIT_US, isGossip, parseGossip } from '../../src/protocol/parse-gossip.ts';

const ENTRY: readonly unknown[] = ['n2#0', 1, 1_000_000, 1000, 1, [['x', 1]]];
const GOOD = {
  ...{ type: 'delta', origin: 'n2#0', at: 1000, seq: 1, stable: 0 },
  entries: [ENTRY],
  ranges: [['n2#0', 1, 3]],
  dots: [['n2#0', 2, 2]],
  seen: [['n2#0', 1, null, 0, [[3, 4]]]],
  roll: [null, 900, [1]],
  acks: [['n1#0', 'n2', [[1, 2, 950]], 1]],
  wanted: [['n2#0', 0]],
};

const parse = (body: Body): unknown => parseGossip({ src: 'n2', dest: 'n1', body, msgId: 1, line: '' });

/** An entry in which one field is another. */
const entryWith = (index: number, value: unknown): unknown => [ENTRY.with(index, value)];

describe('gossip', () => {
  it('is taken as it is when all of it is well-formed, and with the least that it must have', () => {
    assert.equal(parse(GOOD), GOOD);
    const { type, origin, at, seq, stable } = GOOD;
    const least = { type, origin, at, seq, stable };
    assert.equal(parse(least), least);
  });

  it('has a kind that the protocol knows', () => {
    assert.deepEqual(['mail', 'digest', 'write', ''].map(isGossip), [true, true, false, false]);
  });

  const mistakes: readonly (readonly [what: string, field: string, value: unknown])[] = [
    ['an origin without a life', 'origin', 'n2'],
    ['a time before the epoch', 'at', -1],
    ['a time that is no number', 'at', '1000'],
    ['a count with a fraction', 'seq', 1.5],
    ['a count below zero', 'stable', -1],
    ['a count beyond 2^53', 'seq', 2 ** 53],
    ['no list of entries', 'entries', {}],
    ['an entry that is none', 'entries', ['x']],
    ['an entry with the number 0', 'entries', entryWith(1, 0)],
    ['an entry whose clock leaves no room for later ones', 'entries', entryWith(2, CLOCK_LIMIT_US + 1)],
    ['an entry that writes nothing', 'entries', entryWith(5, [])],
    ['an entry whose key is an object', 'entries', entryWith(5, [[{}, 1]])],
    ['an entry whose value is a bare object', 'entries', entryWith(5, [['x', {}]])],
    ['an entry whose trace is no text', 'entries', [[...ENTRY, 7]]],
    ['a range that ends before it begins', 'ranges', [['n2#0', 3, 1]]],
    ['a range from 0', 'dots', [['n2#0', 0, 1]]],
    ['a negative age', 'seen', [['n2#0', 1, -5, 0]]],
    ['an acknowledgement without times', 'acks', [['n1#0', 'n2', [[1, 2]]]]],
    ['an acknowledgement of nobody', 'acks', [['n1#0', 2, [[1, 2, 950]]]]],
    ['a roll of fractions', 'roll', [null, 900, [0.5]]],
    ['a wish without a number', 'wanted', [['n2#0']]],
  ];
  for (const [what, field, value] of mistakes) {
    it(`is refused with ${what}, and the field ${field} is named`, () => {
      assert.throws(
        () => parse({ ...GOOD, [field]: value }),
        (error) =>
          error instanceof RequestError &&
          error.error === 'malformed_request' &&
          error.message.startsWith(`gossip: "${field}" must be `),
      );
    });
  }
});
