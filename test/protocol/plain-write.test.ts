/** Plain writes are read as JSON.parse reads them, or left to it. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainWrite } from '../../src/protocol/plain-write.ts';

const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ maxLength, unit: fc.constantFrom('a', '0', ' ', '{', '}', ',', ':', 'é', '😀') });

const writes = fc
  .record({
    names: fc.tuple(text(3), text(3), text(3), text(3)),
    value: text(30),
    id: fc.integer({ min: 0, max: 10 ** 15 - 1 }),
    isFirst: fc.boolean(),
  })
  .map(({ names: [src, dest, type, key], value, id, isFirst }) => {
    const body = isFirst ? { type, msg_id: id, key, value } : { type, key, value, msg_id: id };
    return JSON.stringify({ src, dest, body });
  });

/** What a line becomes when some of it is missing, or something else stands there. */
const broken = fc
  .tuple(
    writes,
    fc.nat(),
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom(
      '',
      '"',
      '\\',
      '\n',
      '\u0001',
      ',',
      '}',
      '0',
      '-',
      '"msg_id":1,',
      '"key":"k",',
      '\\u0041',
    ),
  )
  .map(([line, at, cut, put]) => {
    const from = at % line.length;
    return line.slice(0, from) + put + line.slice(from + cut);
  });

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return 'no JSON';
  }
}

describe('a plain write', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(writes, (line) => assert.deepEqual(plainWrite(line), JSON.parse(line))),
      { numRuns: 300 },
    );
  });

  it('is left to it where anything is not as expected', () => {
    fc.assert(
      fc.property(broken, (line) => {
        const read = plainWrite(line);
        if (read !== undefined) assert.deepEqual(read, parsed(line));
      }),
      { numRuns: 3000 },
    );
  });

  for (const [what, line] of [
    [
      'a number with a zero in front',
      '{"src":"c","dest":"n","body":{"type":"write","msg_id":01,"key":"k","value":"v"}}',
    ],
    [
      'a number of 16 digits',
      '{"src":"c","dest":"n","body":{"type":"write","msg_id":9007199254740993,"key":"k","value":"v"}}',
    ],
    [
      'two numbers',
      '{"src":"c","dest":"n","body":{"type":"write","msg_id":1,"key":"k","value":"v","msg_id":2}}',
    ],
    ['no number', '{"src":"c","dest":"n","body":{"type":"write","key":"k","value":"v"}}'],
    ['an escape', '{"src":"c","dest":"n","body":{"type":"write","msg_id":1,"key":"k","value":"\\u0041"}}'],
    ['a tab in a text', '{"src":"c","dest":"n","body":{"type":"write","msg_id":1,"key":"k","value":"\t"}}'],
    [
      'something behind it',
      '{"src":"c","dest":"n","body":{"type":"write","msg_id":1,"key":"k","value":"v"}} ',
    ],
    [
      'a key that would keep its chunk of input alive',
      '{"src":"c","dest":"n","body":{"type":"write","msg_id":1,"key":"thirteen-long","value":"v"}}',
    ],
  ] as const)
    it(`is none with ${what}`, () => assert.equal(plainWrite(line), undefined));
});
