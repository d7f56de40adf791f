/** Maelstrom's pn-counter workload: clients add to a counter and take away from it, and read what it has come to. */

import { CounterChecker } from '../../check/workloads/counter-checker.ts';
import { counting, COUNTER_REPLIES, READ_ALL, readOfAll } from './whole-state.ts';
import type { Workload } from '../workload.ts';

/** What one request adds or takes away at most, as with Maelstrom's clients. */
const MAX_DELTA = 5;

export const pnCounter = {
  name: 'pn-counter',
  state: 'whole',
  replies: COUNTER_REPLIES,
  readAll: READ_ALL,
  checker: (nodes) => new CounterChecker(nodes),
  request: ({ isRead, rng }) => (isRead ? readOfAll() : counting(rng.below(2 * MAX_DELTA + 1) - MAX_DELTA)),
} as const satisfies Workload;
