/** Equivalent mutants in the judges of bench and simulator. */

import { NO_LIVES_ENDED, type Equivalent } from './equivalent.ts';

export const JUDGES: readonly Equivalent[] = [
  {
    file: 'src/bench/judge/processes.ts',
    from: '[]',
    to: '["Stryker was here"]',
    at: 'const failed = failedIn(',
    reason: 'no error has that name',
  },
  {
    file: 'src/bench/judge/staleness.ts',
    from: 'starts.size === 0',
    to: 'false',
    at: 'if (starts.size === 0) return registers;',
    reason: NO_LIVES_ENDED,
  },
];
