/** Equivalent mutants in the judges of bench and simulator. */

import { NO_LIVES_ENDED, type Equivalent } from './equivalent.ts';

const NO_SUCH_ERROR = 'no error has that name';
const NO_SUCH_REQUEST = 'no request has that type';
const AGE_AND_COUNT =
  'what explains the age of stale reads explains their count as well, in the same direction';

export const JUDGES: readonly Equivalent[] = [
  {
    file: 'src/bench/judge/processes.ts',
    from: '[]',
    to: '["Stryker was here"]',
    at: 'const failed = failedIn(',
    reason: NO_SUCH_ERROR,
  },
  ...['const served = new Set(', 'const { checker, refusals'].map((at) => ({
    file: 'src/bench/judge/in-vain.ts',
    from: '[]',
    to: '["Stryker was here"]',
    at,
    reason: at.includes('refusals') ? NO_SUCH_ERROR : NO_SUCH_REQUEST,
  })),
  {
    file: 'src/bench/judge/staleness.ts',
    from: 'starts.size === 0',
    to: 'false',
    at: 'if (starts.size === 0) return registers;',
    reason: NO_LIVES_ENDED,
  },
  {
    file: 'src/simulate/judge/account.ts',
    from: 'false',
    to: 'true',
    at: "?.drain((labels, value) => counts.set(Object.values(labels).join(' '), value), false);",
    reason: 'the account is asked once: what it begins with afterwards nobody sees',
  },
  {
    file: 'src/bench/judge/missing-values.ts',
    from: 'missing.count === 0',
    to: 'false',
    reason: 'a short cut: where nothing is missing, there is no example to tell of',
  },
  {
    file: 'src/simulate/judge/audit.ts',
    from: "part === 'count'",
    at: "staleness: (part) => (part === 'count'",
    reason: AGE_AND_COUNT,
  },
  {
    file: 'src/simulate/judge/judge.ts',
    from: '[]',
    to: '["Stryker was here"]',
    at: 'const refusals = workloadOf',
    reason: NO_SUCH_ERROR,
  },
  {
    file: 'src/simulate/judge/problems.ts',
    from: '[]',
    to: '["Stryker was here"]',
    at: "const allowed = new Set(['timeout'",
    reason: NO_SUCH_ERROR,
  },
];
