/** The workloads: all that knows them by name derives from here. A new one is a new file, its import and its place in the list. */

import { broadcast } from './workloads/broadcast.ts';
import { echo } from './workloads/echo.ts';
import { gCounter } from './workloads/g-counter.ts';
import { gSet } from './workloads/g-set.ts';
import { kafka } from './workloads/kafka.ts';
import { kv } from './workloads/kv.ts';
import { linKv } from './workloads/lin-kv.ts';
import { pnCounter } from './workloads/pn-counter.ts';
import { txnListAppend } from './workloads/txn-list-append.ts';
import { txnRwRegister } from './workloads/txn-rw-register.ts';
import { uniqueIds } from './workloads/unique-ids.ts';
import type { Workload } from './workload.ts';

/** Those that our own nodes serve, in the order in which they are listed for people. Swarms draw from it: a seed draws another run where it changes. */
const OURS = [kv, broadcast, gSet, gCounter, pnCounter, txnRwRegister, echo, uniqueIds] as const;
/** And those that promise more than they can. */
const OF_OTHERS = [linKv, kafka, txnListAppend] as const;
const ALL = [...OURS, ...OF_OTHERS] as const;

export type WorkloadName = (typeof ALL)[number]['name'];
export type OurWorkloadName = (typeof OURS)[number]['name'];

export const WORKLOADS: readonly WorkloadName[] = ALL.map(({ name }) => name);
export const OUR_WORKLOADS: readonly OurWorkloadName[] = OURS.map(({ name }) => name);

const BY_NAME = Object.fromEntries(ALL.map((one): [string, Workload] => [one.name, one])) as Record<
  WorkloadName,
  Workload
>;

export function isOurs(workload: WorkloadName): workload is OurWorkloadName {
  return OUR_WORKLOADS.some((ours) => ours === workload);
}

/** The names of some, for messages that say which a flag goes with. */
export function workloadsThat(fit: (workload: Workload) => boolean): string {
  return ALL.filter(fit)
    .map(({ name }) => name)
    .join(' or ');
}

export function workloadOf({ workload }: { readonly workload: WorkloadName }): Workload {
  return BY_NAME[workload];
}
