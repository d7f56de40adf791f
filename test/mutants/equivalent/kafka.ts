/** Equivalent mutants in the verdicts on logs. */

import type { Equivalent } from './equivalent.ts';

export const KAFKA: readonly Equivalent[] = [
  {
    file: 'src/check/kafka/log-offences.ts',
    from: 'place > placeBefore',
    to: 'place >= placeBefore',
    reason: 'no two messages have the same place',
  },
];
