/** The workloads by name. A new one is a new file and a line here. */

import { kv } from './kv.ts';
import type { Workload } from './workload.ts';

const BY_NAME = { kv } satisfies Record<string, Workload>;

export type WorkloadName = keyof typeof BY_NAME;

export const WORKLOAD_NAMES = Object.keys(BY_NAME) as WorkloadName[];

export function workloadOf(name: WorkloadName): Workload {
  return BY_NAME[name];
}
