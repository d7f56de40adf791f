/** Equivalent mutants in the judges of bench and simulator. */

import type { Equivalent } from './equivalent.ts';

export const JUDGES: readonly Equivalent[] = [
  {
    file: 'src/bench/judge/processes.ts',
    from: '[]',
    to: '["Stryker was here"]',
    at: 'const refusals = new Set',
    reason: 'no error has that name',
  },
  {
    file: 'src/bench/judge/staleness.ts',
    from: 'starts.size === 0',
    to: 'false',
    at: 'if (starts.size === 0) return registers;',
    reason: 'a short cut: without lives that ended nothing is of one',
  },
];
