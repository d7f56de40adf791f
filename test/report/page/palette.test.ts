/** The colours of the page: whatever is written in one can be read on the grounds that it stands on. */

import assert from 'node:assert/strict';
import { PALETTE } from '../../../src/report/page/palette.ts';

describe('the palette', () => {
  const contrast = (a: string, b: string): number => {
    const [x, y] = [luminance(a), luminance(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };

  for (const theme of [0, 1] as const) {
    it(`can be read in the ${theme === 0 ? 'light' : 'dark'} theme (WCAG 2.2, AA)`, () => {
      for (const ground of [PALETTE.ground[theme], PALETTE.raised[theme]]) {
        for (const name of ['text', 'quiet', 'link', 'good', 'warn', 'bad'] as const)
          assert.ok(contrast(PALETTE[name][theme], ground) >= 4.5, name);
      }
      for (const [name, values] of Object.entries(PALETTE)) {
        if (name.startsWith('run-')) assert.ok(contrast(values[theme], PALETTE.ground[theme]) >= 3, name);
      }
    });
  }
});

/** Relative luminance as WCAG defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
