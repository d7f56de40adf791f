/** The workloads: all that knows them by name derives from here. A new one is a new file, its import and its place in the list. */

import { broadcast } from './workloads/broadcast.ts';
import { echo } from './workloads/echo.ts';
import { gCounter } from './workloads/g-counter.ts';
import { gSet } from './workloads/g-set.ts';
import { kv } from './workloads/kv.ts';
import { pnCounter } from './workloads/pn-counter.ts';
import { txnRwRegister } from './workloads/txn-rw-register.ts';
import { uniqueIds } from './workloads/unique-ids.ts';
import type { Workload } from './workload.ts';

/** In the order in which they are listed for people. Swarms draw from it: a seed draws another run where it changes. */
const ALL = [kv, broadcast, gSet, gCounter, pnCounter, txnRwRegister, echo, uniqueIds] as const;

export type WorkloadName = (typeof ALL)[number]['name'];

export const WORKLOADS: readonly WorkloadName[] = ALL.map(({ name }) => name);

const BY_NAME = Object.fromEntries(ALL.map((one): [string, Workload] => [one.name, one])) as Record<
  WorkloadName,
  Workload
>;

/** The names of some, for messages that say which a flag goes with. */
export function workloadsThat(fit: (workload: Workload) => boolean): string {
  return ALL.filter(fit)
    .map(({ name }) => name)
    .join(' or ');
}

export function workloadOf({ workload }: { readonly workload: WorkloadName }): Workload {
  return BY_NAME[workload];
}
