/** What somebody else wrote is shown without what could move a cursor, recolour a screen or turn the direction of writing. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { printable, printableJson } from '../../src/base/printable.ts';

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('text of somebody else', () => {
  it('is shown as it is where it is plain, in any script', () => {
    for (const text of ['plain', 'é ß 日本 😀 <script>', '']) {
      assert.equal(printable(text), text);
      assert.equal(printableJson(JSON.stringify({ text })), JSON.stringify({ text }));
    }
  });

  it('loses escape sequences, controls above ASCII, and marks of direction', () => {
    assert.equal(printable('a\u001b[31mb\u009bc\u202ed\u2028e\u0000f\ud800'), 'a�[31mb�c�d�e�f�');
  });

  it('is cut where it is long', () => {
    assert.equal(printable('x'.repeat(100), 10), `${'x'.repeat(10)}…`);
  });

  it('is clean in a line of JSON, however it is escaped there, and says the same otherwise', () => {
    assert.equal(
      printableJson(String.raw`{"a":"\u001b[1m\n\\u001b\"\/\u00e9"}`),
      String.raw`{"a":"�[1m�\\u001b\"\/\u00e9"}`,
    );
    assert.equal(printableJson('{\t"a": 1\r}'), '{\t"a": 1\r}', 'space between the parts is no text');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { a } = JSON.parse(printableJson(JSON.stringify({ a: text }))) as { a: string };
        assert.ok(!UNSEEN.test(a));
        assert.equal(
          a.replaceAll('\ufffd', '').length,
          text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu, '').length,
        );
      }),
    );
  });
});
