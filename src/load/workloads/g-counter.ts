/** Maelstrom's g-counter workload: clients add to a counter that only grows, and read what it has come to. */

import { CounterChecker } from '../../check/workloads/counter-checker.ts';
import { counting, COUNTER_REPLIES, READ_ALL, readOfAll } from './whole-state.ts';
import type { Workload } from '../workload.ts';

/** Every delta is less, as with Maelstrom's clients. */
const DELTAS = 5;

export const gCounter = {
  name: 'g-counter',
  state: 'whole',
  replies: COUNTER_REPLIES,
  readAll: READ_ALL,
  checker: (nodes) => new CounterChecker(nodes),
  request: ({ isRead, rng }) => (isRead ? readOfAll() : counting(rng.below(DELTAS))),
} as const satisfies Workload;
