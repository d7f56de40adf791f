/** How much processor time a process has taken: it tells what something costs also where others keep the machine busy. */

import { readFileSync } from 'node:fs';

const TICKS_PER_SEC = 100;

/** Of all its threads, in user and kernel mode. Linux only. */
export function cpuUsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user = '0', system = '0'] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return ((Number(user) + Number(system)) / TICKS_PER_SEC) * 1e6;
}
