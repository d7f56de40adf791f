/** What a peer sends as a value's text is taken only where it is the one text of one value: a node hands it to clients as it stands. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonText } from '../../src/protocol/names.ts';
import { isJsonText } from '../../src/protocol/validate/json-text.ts';
import { DEPTH_LIMIT, excessIn, senderIn, VALUES_LIMIT } from '../../src/protocol/validate/outline.ts';
import { parsePassing } from '../../src/protocol/passing.ts';
import { parseLine } from '../../src/protocol/parse.ts';
import { canonical, respace } from '../../src/protocol/value-text.ts';
import { cases } from '../support/random-cases.ts';

describe("a value's text", () => {
  it('is taken where a node would have written it so', () => {
    for (const text of [
      '{}',
      '[]',
      '{"a": [1, {"b": -1.5e+9}]}',
      '"\\u00e9\\n"',
      '12345678901234567890',
      '1e400',
    ])
      assert.ok(isJsonText(text), text);
    fc.assert(
      fc.property(fc.json(), (json) => isJsonText(respace(json))),
      { numRuns: cases(500) },
    );
  });

  it('is refused where JSON.parse would refuse it, or where it is spaced in another way', () => {
    const char = fc.constantFrom(...'{}[]",:0123456789.eE+-truefalsnl\\/ \n\t\u0000\u001b\ud800'.split(''));
    fc.assert(
      fc.property(fc.json(), fc.nat(), char, fc.boolean(), (json, at, other, replaces) => {
        const text = respace(json);
        const place = at % (text.length + 1);
        const changed = text.slice(0, place) + other + text.slice(place + (replaces ? 1 : 0));
        assert.equal(
          isJsonText(changed),
          isValid(changed) && respace(changed) === changed && !/\p{Surrogate}/u.test(changed),
          changed,
        );
      }),
      { numRuns: cases(3000) },
    );
  });

  it('may be nested as deeply as it likes', () => {
    assert.ok(isJsonText('['.repeat(1e6) + ']'.repeat(1e6)));
    assert.ok(!isJsonText('['.repeat(1e6)));
  });

  it('has one spelling where it is compared, in one pass however it is nested', () => {
    assert.equal(canonical('{"b": [1, {}], "a": "\\u00e9", "b": [2]}' as JsonText), '{"a":"é","b":[2]}');
    assert.equal(canonical('[[], [1, [2]], {"x": {}}]' as JsonText), '[[],[1,[2]],{"x":{}}]');
    assert.throws(() => canonical(('['.repeat(101) + ']'.repeat(101)) as JsonText), /nested 100 levels/);
  });
});

describe('a line with more values than a node parses', () => {
  const long = (value: string): string =>
    `{"src":"c1","dest":"n1","body":{"type":"write","value":${value},"msg_id":7}}`;

  it('is refused, and its sender is told', () => {
    for (const value of [
      `[${'"",'.repeat(VALUES_LIMIT)}""]`,
      '['.repeat(VALUES_LIMIT),
      `[${'{"src":"c9","msg_id":8},'.repeat(VALUES_LIMIT / 2)}0]`,
    ]) {
      const parsed = parseLine(long(value));
      assert.ok(!parsed.ok);
      assert.deepEqual([parsed.reason, parsed.src, parsed.msgId], ['over_limit', 'c1', 7]);
    }
  });

  it('is refused, too, where its values are nested deeper than what looks at them goes', () => {
    // The line itself and its body are two levels.
    const nested = (levels: number): string => long('['.repeat(levels - 2) + '1.0' + ']'.repeat(levels - 2));
    assert.ok(parseLine(nested(DEPTH_LIMIT)).ok);
    assert.equal(typeof parsePassing(nested(DEPTH_LIMIT)), 'object');
    const parsed = parseLine(nested(DEPTH_LIMIT + 1));
    assert.ok(!parsed.ok);
    assert.deepEqual([parsed.reason, parsed.src, parsed.msgId], ['over_limit', 'c1', 7]);
    assert.match(parsed.text, /^a line holds at most 1,000 levels of brackets: /);
    for (const deep of [nested(100_000), long(`${'{"a":['.repeat(600)}1.0${']}'.repeat(600)}`)])
      assert.match(parsePassing(deep) as string, /1,000 levels of brackets/);
    assert.ok(parseLine(long(`[${'[],{},'.repeat(DEPTH_LIMIT)}0]`)).ok, 'beside each other, and not within');
  });

  it('is none where its commas and brackets are text', () => {
    assert.equal(excessIn(long(`"${'[,{'.repeat(VALUES_LIMIT)}"`)), undefined);
    assert.ok(parseLine(long(`"${'[,{\\"'.repeat(VALUES_LIMIT)}"`)).ok);
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        senderIn(text);
        excessIn(text);
      }),
    );
  });
});

function isValid(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
