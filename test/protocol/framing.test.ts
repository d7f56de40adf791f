/** Lines come out whole, however the stream is cut and whatever is in it. */

import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { LineReader, type Line } from '../../src/protocol/framing.ts';

function read(chunks: readonly Buffer[], limitBytes?: number): Line[] {
  const reader = new LineReader(limitBytes);
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
}

/** Cuts bytes at these places, wherever that is within a character. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end));
}

describe('line framing', () => {
  it('gives the same lines however the stream is cut', () => {
    const texts = fc.array(
      fc
        .string({ unit: 'grapheme', minLength: 1 })
        .filter((text) => !/[\r\n]/.test(text) && text.trim() !== ''),
    );
    fc.assert(
      fc.property(texts, fc.array(fc.nat()), fc.boolean(), (lines, places, endsWithNewline) => {
        const bytes = Buffer.from(lines.join('\n') + (endsWithNewline ? '\n' : ''));
        assert.deepEqual(
          read(cut(bytes, places)),
          lines.map((line) => Buffer.from(line).toString()),
        );
      }),
    );
  });

  it('serves a line of exactly the limit and rejects one byte more, without its neighbours', () => {
    const lines = read([Buffer.from(`ok\n${'x'.repeat(100)}\n${'y'.repeat(101)}\nafter\n`)], 100);
    assert.deepEqual(
      lines.map((line) => (typeof line === 'string' ? line.slice(0, 5) : line.reason)),
      ['ok', 'xxxxx', 'too_long', 'after'],
    );
  });

  it('does not hold a line that is too long', () => {
    const reader = new LineReader(1000);
    const rejected: Line[] = [];
    for (let i = 0; i < 10_000; i++) rejected.push(...reader.push(Buffer.alloc(1000, 'z')));
    assert.deepEqual(
      rejected.map((line) => typeof line !== 'string' && line.reason),
      ['too_long'],
    );
    assert.deepEqual(reader.push(Buffer.from('zz\nnext\n')), ['next']);
  });

  it('rejects a line that is not UTF-8, alone', () => {
    const lines = read([
      Buffer.concat([Buffer.from('a\n'), Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]), Buffer.from('b\n')]),
    ]);
    assert.deepEqual(
      lines.map((line) => (typeof line === 'string' ? line : line.reason)),
      ['a', 'not_utf8', 'b'],
    );
  });

  it('reads as Maelstrom does where it is lenient: blank lines are lines, and what is no UTF-8 can be read', () => {
    const lines = new LineReader(1000, true).push(Buffer.from([0x22, 0xff, 0x22, 0x0a, 0x0a, 0x61, 0x0a]));
    const readable = lines.map((line) => (typeof line === 'string' ? line : line.readable));
    assert.deepEqual(readable, ['"\ufffd"', '', 'a']);
    assert.deepEqual(Object.keys(lines[0] as object), ['reason', 'text', 'readable']);
    assert.deepEqual(Object.keys(read([Buffer.from([0xff, 0x0a])])[0] as object), ['reason', 'text']);
  });

  it('skips blank lines', () => {
    assert.deepEqual(read([Buffer.from('\n  \na\n\r\n\n')]), ['a']);
  });
});
