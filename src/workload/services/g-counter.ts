/** Maelstrom's g-counter workload: a counter that only grows. */

import { counterService } from './counter.ts';
import type { Workload } from '../workload.ts';

export const gCounter = { name: 'g-counter', open: () => counterService(0) } as const satisfies Workload;
