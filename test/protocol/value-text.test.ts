/** A value comes back exactly as it was sent. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonText } from '../../src/protocol/names.ts';
import { parseLine } from '../../src/protocol/parse.ts';
import { DEPTH_LIMIT } from '../../src/protocol/validate/outline.ts';
import { fromWire, respace, sameValue, toWire, valueTextOf } from '../../src/protocol/value-text.ts';

function textOf(valueJson: string, before = '', after = ''): string {
  const line = `{"src":"c1","dest":"n1","body":{"type":"write",${before}"value":${valueJson}${after}}}`;
  const parsed = parseLine(line);
  assert.ok(parsed.ok);
  return valueTextOf(parsed.message);
}

describe('values as text', () => {
  const exact: [string, string][] = [
    ['12345678901234567890', '12345678901234567890'],
    ['1e400', '1e400'],
    ['1.0', '1.0'],
    ['-0', '-0'],
    ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
    ['{"b":1,"1":2,"a":{}}', '{"b": 1, "1": 2, "a": {}}'],
    ['{"a":1,"a":2}', '{"a": 1, "a": 2}'],
    ['{"__proto__":{"x":1}}', '{"__proto__": {"x": 1}}'],
    ['[1, 2 ,\t3]', '[1, 2, 3]'],
    ['["a,b:c", "\\"]}"]', '["a,b:c", "\\"]}"]'],
    ['{ "k" : [ ] }', '{"k": []}'],
    ['null', 'null'],
    ['"é\\u00e9"', '"éé"'],
    ['"\\ud800"', '"\\ud800"'],
  ];
  for (const [sent, kept] of exact) {
    it(`keeps ${sent}`, () => {
      assert.equal(textOf(sent), kept);
      assert.equal(fromWire(JSON.parse(JSON.stringify(toWire(kept as JsonText))) as never), kept);
    });
  }

  it('finds the value among other members, and takes the last of two as JSON.parse does', () => {
    const before = '"x":{"value":[9]},"y":"\\"value\\":8", ';
    assert.equal(textOf('[7]', before, ' , "z" : 1'), '[7]');
    assert.equal(textOf('[1]', '', ',"value":[2]'), '[2]');
    assert.equal(textOf('[1]', '', ',"val\\u0075e":[3]'), '[3]');
  });

  it('survives the way over the wire, whatever it is', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const text = textOf(json) as JsonText;
        assert.deepEqual(JSON.parse(text), JSON.parse(json));
        assert.equal(fromWire(JSON.parse(JSON.stringify(toWire(text))) as never), text);
      }),
    );
  });

  it('keeps a text that did not come in a line as one that did', () => {
    const space = fc.array(fc.constantFrom(' ', '', '\t', '\n'), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(fc.json(), space, (json, spaces) => {
        let next = 0;
        const parts = json.match(/"(?:[^"\\]|\\.)*"|[^\s",:[\]{}]+|[,:[\]{}]/g) ?? [];
        const text = parts.map((part) => part + (spaces[next++ % spaces.length] ?? '')).join('');
        const body = { type: 'write', value: JSON.parse(text) as unknown };
        const message = { src: 'c1', dest: 'n1', body, msgId: 1, line: '{}', texts: { value: text } };
        assert.equal(valueTextOf(message), textOf(text));
      }),
    );
  });

  it('takes deep nesting', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    const deepest = nested(DEPTH_LIMIT - 2);
    assert.equal(textOf(deepest), deepest);
    assert.equal(respace(nested(100_000)), nested(100_000), 'one that was kept before there was a limit');
  });

  it('compares values, not spellings, and no two numbers that differ', () => {
    const same = (a: string, b: string): boolean => sameValue(textOf(a) as JsonText, textOf(b) as JsonText);
    assert.ok(same('{"a":1,"b":[2,{"c":3}]}', '{"b":[2,{"c":3}],"a":1}'));
    assert.ok(same('["\\u00e9"]', '["é"]'));
    assert.ok(!same('12345678901234567890', '12345678901234567891'));
    assert.ok(!same('[1,2]', '[2,1]'));
    assert.ok(!same('1', '"1"'));
  });
});
