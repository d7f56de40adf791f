/** The workloads by name. A new one is a new file and a line here. */

import { broadcast } from './broadcast.ts';
import { echo } from './echo.ts';
import { gCounter } from './g-counter.ts';
import { gSet } from './g-set.ts';
import { kv } from './kv.ts';
import { pnCounter } from './pn-counter.ts';
import { txnRwRegister } from './txn-rw-register.ts';
import { uniqueIds } from './unique-ids.ts';
import type { Workload } from './workload.ts';

const BY_NAME = {
  kv,
  broadcast,
  'g-set': gSet,
  'g-counter': gCounter,
  'pn-counter': pnCounter,
  'txn-rw-register': txnRwRegister,
  echo,
  'unique-ids': uniqueIds,
} satisfies Record<string, Workload>;

export type WorkloadName = keyof typeof BY_NAME;

export const WORKLOAD_NAMES = Object.keys(BY_NAME) as WorkloadName[];

export function workloadOf(name: WorkloadName): Workload {
  return BY_NAME[name];
}
