/** Maelstrom's g-set workload: clients add numbers to a set, and a read returns all that a node has seen. */

import { SetChecker } from '../../check/workloads/set-checker.ts';
import { addition, READ_ALL, readOfAll } from './whole-state.ts';
import type { Workload } from '../workload.ts';

export const gSet = {
  name: 'g-set',
  state: 'whole',
  replies: { add: {}, read: { value: 'a list' } },
  readAll: READ_ALL,
  checker: (nodes, skewMs) => new SetChecker('value', nodes, skewMs),
  request({ isRead, writesBefore, key }, { repeatsElements }) {
    if (isRead) return readOfAll();
    // Of few keys, so that one may be added at two nodes.
    const element = repeatsElements ? key : writesBefore;
    return addition({ type: 'add', element }, element);
  },
} as const satisfies Workload;
