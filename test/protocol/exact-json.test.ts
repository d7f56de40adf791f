/** Numbers that JavaScript would write in another way come back as they were written. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ExactNumber, exactText, isWholeNumber, parseExactly } from '../../src/protocol/exact-json.ts';

describe('exact JSON', () => {
  for (const text of [
    '7531577572644098001',
    '{"id":9223372036854775807,"n":[3.0,-0,1e3,1.5,"9007199254740993 and 3.0"]}',
    '["\\"3.0\\\\",9007199254740993]',
  ]) {
    it(`keeps ${text}`, () => assert.equal(exactText(parseExactly(text)), text));
  }

  it('is JSON otherwise', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        assert.equal(exactText(parseExactly(text)), text);
      }),
    );
  });

  it('is not taken in by what looks like a number of its own', () => {
    const text = '{"#exact number":"nothing of the kind","n":1.50}';
    assert.equal(exactText(parseExactly(text)), text);
  });

  it('keeps a number beside a text with more escapes than the stack has room for', () => {
    const text = `{"n":9007199254740993,"x":"${String.raw`\"`.repeat(6e6)}","y":"\\u00371.0"}`;
    const parsed = parseExactly(text) as { readonly n: ExactNumber; readonly y: string };
    assert.deepEqual([parsed.n.text, parsed.y], ['9007199254740993', '71.0']);
  });

  it('tells what is a whole number: 3.0 is not written as one', () => {
    const wholes = ['3', '9223372036854775807', '-1'].map(parseExactly);
    assert.ok(wholes.every(isWholeNumber));
    for (const other of ['3.0', '1.5', 'null', '"3"', '1e3', '1e+21'])
      assert.ok(!isWholeNumber(parseExactly(other)), other);
    assert.ok(parseExactly('9223372036854775807') instanceof ExactNumber);
  });
});
