/** Maelstrom's broadcast workload: a message given to one node is to reach all, and a read returns all that a node has seen. */

import { SetChecker } from '../../check/workloads/set-checker.ts';
import { addition, READ_ALL, readOfAll } from './whole-state.ts';
import type { Workload } from '../workload.ts';

export const broadcast = {
  name: 'broadcast',
  state: 'whole',
  replies: { broadcast: {}, read: { messages: 'a list' } },
  readAll: READ_ALL,
  hasTopology: true,
  checker: (nodes, skewMs) => new SetChecker('messages', nodes, skewMs),
  request: ({ isRead, writesBefore: message }) =>
    isRead ? readOfAll() : addition({ type: 'broadcast', message }, message),
} as const satisfies Workload;
