/** The workloads that a node serves. A new one is a new file, its import and its place in the list; what clients ask of it is in `load/`. */

import { broadcast } from './services/broadcast.ts';
import { echo } from './services/echo.ts';
import { gCounter } from './services/g-counter.ts';
import { gSet } from './services/g-set.ts';
import { kv } from './services/kv.ts';
import { pnCounter } from './services/pn-counter.ts';
import { txnRwRegister } from './services/txn-rw-register.ts';
import { uniqueIds } from './services/unique-ids.ts';
import type { Workload } from './workload.ts';

const ALL = [kv, broadcast, gSet, gCounter, pnCounter, txnRwRegister, echo, uniqueIds] as const;

export type WorkloadName = (typeof ALL)[number]['name'];

export const WORKLOAD_NAMES: readonly WorkloadName[] = ALL.map(({ name }) => name);

const BY_NAME = Object.fromEntries(ALL.map((one): [string, Workload] => [one.name, one])) as Record<
  WorkloadName,
  Workload
>;

export function workloadOf(name: WorkloadName): Workload {
  return BY_NAME[name];
}
