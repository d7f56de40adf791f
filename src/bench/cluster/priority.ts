/**
 * The nodes yield to the bench: it is the network between them, and what keeps it waiting looks like latency. A line that it writes wakes
 * a node, which would otherwise take the bench's core at once and keep it for a slice, some 3 ms, while further lines are due.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import process from 'node:process';

/** As `nice` counts. */
export const NODE_NICE = 5;
/** More than others have takes privileges: root has them, and processes with CAP_SYS_NICE. */
export const BENCH_NICE = -10;

/** Linux weighs sessions against each other, and niceness only within them: see "The autogroup feature" in sched(7). */
const OWN_SESSION = '/proc/self/autogroup';

let isAhead = false;

/**
 * The bench goes before all else on the machine, where it may. Its session does so, too, until the bench ends: the session may be that of
 * the shell it was typed in.
 */
export function goAhead(): void {
  if (isAhead) return;
  isAhead = true;
  attempt(() => setPriority(BENCH_NICE));
  attempt(() => {
    const before = /nice (-?\d+)/.exec(readFileSync(OWN_SESSION, 'utf8'))?.[1];
    if (before === undefined) return;
    writeFileSync(OWN_SESSION, String(BENCH_NICE));
    process.once('exit', () => attempt(() => writeFileSync(OWN_SESSION, before)));
  });
}

/**
 * To be called once the process leads a session of its own. Where the system does not allow it nodes are as urgent as the bench, and the
 * bench's own delay shows what that costs.
 */
export function yieldToBench(pid: number): void {
  attempt(() => setPriority(pid, NODE_NICE));
  attempt(() => writeFileSync(`/proc/${pid}/autogroup`, String(NODE_NICE)));
}

/** It has ended, the kernel has no autogroups, or a container forbids it. */
function attempt(change: () => void): void {
  try {
    change();
  } catch {
    return;
  }
}
