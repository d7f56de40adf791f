/** The checkers of Maelstrom's workloads, by name. The kv workload has none: its final state and its stale reads are judged. */

import { CounterChecker } from './counter-checker.ts';
import { EchoChecker } from './echo.ts';
import { SetChecker } from './set-checker.ts';
import { TxnChecker } from './txn-checker.ts';
import { UniqueIdsChecker } from './unique-ids.ts';
import type { WorkloadChecker } from './verdict.ts';

/** @param skewMs how far apart two nodes' clocks may be */
export function checkerOf(
  workload: CheckedWorkload,
  nodes: readonly string[],
  skewMs: number,
): WorkloadChecker {
  return MAKERS[workload](nodes, skewMs);
}

type Maker = (nodes: readonly string[], skewMs: number) => WorkloadChecker;

const MAKERS = {
  broadcast: (nodes, skewMs) => new SetChecker('messages', nodes, skewMs),
  'g-set': (nodes, skewMs) => new SetChecker('value', nodes, skewMs),
  'g-counter': (nodes) => new CounterChecker(nodes),
  'pn-counter': (nodes) => new CounterChecker(nodes),
  'txn-rw-register': () => new TxnChecker(),
  echo: () => new EchoChecker(),
  'unique-ids': () => new UniqueIdsChecker(),
} satisfies Record<string, Maker>;

export type CheckedWorkload = keyof typeof MAKERS;
