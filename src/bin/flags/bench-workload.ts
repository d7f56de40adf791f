/** What clients of a bench ask for. Apart from the flags of every command: a node has no use for the clients' side of the workloads, and starts without it. */

import { WORKLOADS } from '../../load/workloads.ts';
import { WORKLOAD } from './every-command.ts';
import type { Flag } from './flag.ts';

/** The bench can ask strangers for what our own nodes do not serve. */
export const BENCH_WORKLOAD: Flag = { ...WORKLOAD, choices: WORKLOADS };
