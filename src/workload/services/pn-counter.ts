/** Maelstrom's pn-counter workload: a counter that grows and shrinks. */

import { counterService } from './counter.ts';
import type { Workload } from '../workload.ts';

export const pnCounter = {
  name: 'pn-counter',
  open: () => counterService(-Infinity),
} as const satisfies Workload;
