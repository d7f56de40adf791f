/** Durations are read as people type them, and never guessed. */

import assert from 'node:assert/strict';
import { durationText, parseDurationMs } from '../../../src/bin/terminal/duration.ts';

describe('a duration', () => {
  const read: readonly (readonly [text: string, valueMs: number])[] = [
    ...([
      ['20ms', 20] as const,
      ['1.5s', 1500] as const,
      ['2m', 120_000] as const,
      ['.5s', 500] as const,
    ] as const),
    ...([['0', 0] as const, ['0.0', 0] as const, ['0s', 0] as const, ['1 s', 1000] as const] as const),
  ];
  for (const [text, valueMs] of read) {
    it(`"${text}" is ${valueMs} ms`, () => assert.equal(parseDurationMs(text), valueMs));
  }

  for (const [text, says] of [
    ['10', /needs its unit: 10ms, 10s or 10m\?/],
    ['0.5', /needs its unit: 0\.5ms/],
    ['-1s', /a number with a unit/],
    ['', /a number with a unit/],
    ['5x', /a number with a unit/],
    ['1.2.3s', /a number with a unit/],
    ['1e3', /a number with a unit/],
  ] as const) {
    it(`"${text}" is refused`, () => assert.throws(() => parseDurationMs(text), says));
  }

  it('is written so that it is read again', () => {
    for (const valueMs of [0, 1, 20, 999, 1000, 1500, 120_000, 0.5])
      assert.equal(parseDurationMs(durationText(valueMs)), valueMs);
  });
});
