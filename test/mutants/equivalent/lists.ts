/** Equivalent mutants in the verdicts on transactions over lists. */

import type { Equivalent } from './equivalent.ts';

export const LISTS: readonly Equivalent[] = [
  {
    file: 'src/check/list-append/versions.ts',
    from: '[]',
    to: '["Stryker was here"]',
    at: 'order: readonly Element[] =',
    reason: 'another order takes its place when all has been read',
  },
  {
    file: 'src/check/list-append/versions.ts',
    from: '[]',
    to: '["Stryker was here"]',
    at: 'const longest =',
    reason: 'nobody has read the key: whatever comes before its appends, nobody saw it',
  },
  {
    file: 'src/check/workloads/txn-list-append.ts',
    from: "op.f === 'r'",
    to: 'true',
    at: 'asked: (op) =>',
    reason: 'an append has no list that could be forgotten',
  },
  {
    file: 'src/check/consistency/anomalies.ts',
    from: '[]',
    to: '["Stryker was here"]',
    at: 'for (const next of IMPLIES',
    reason: 'no anomaly has that name',
  },
  {
    file: 'src/check/consistency/anomalies.ts',
    from: '[]',
    to: '["Stryker was here"]',
    at: 'const wider =',
    reason: 'no anomaly has that name',
  },
];
