/**
 * The nodes yield to the bench: it is the network between them, and what keeps it waiting looks like latency. A line that it writes wakes
 * a node, which would otherwise take the bench's core at once and keep it for a slice, some 3 ms, while further lines are due.
 */

import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import process from 'node:process';

/** As `nice` counts. The bench itself stays at 0: more than others have takes privileges. */
export const NODE_NICE = 5;

/**
 * To be called once the process leads a session of its own. Where the system does not allow it nodes are as urgent as the bench, and the
 * bench's own delay shows what that costs.
 */
export function yieldToBench(pid: number): void {
  attempt(() => setPriority(pid, NODE_NICE));
  // Linux weighs sessions against each other, and niceness only within them: see "The autogroup feature" in sched(7).
  if (process.platform === 'linux') attempt(() => writeFileSync(`/proc/${pid}/autogroup`, String(NODE_NICE)));
}

/** It has ended, the kernel has no autogroups, or a container forbids it. */
function attempt(change: () => void): void {
  try {
    change();
  } catch {
    return;
  }
}
