/** How much memory a thread that simulates may take, and how much there is. */

import { totalmem } from 'node:os';
import process from 'node:process';

/** What a thread with a full heap takes, except for one that simulates a huge cluster. */
export const THREAD_BYTES = 4 * 2 ** 30;

/** Clusters beyond this size are simulated one at a time, and may fill most of the machine's memory. */
const HUGE_NODES = 10_000;
/** The share that they may fill: something is left for everything else. */
const MOST_OF_MEMORY = 0.85;

/** What a thread may take that simulates clusters of so many replicas. */
export function threadBytes(nodes: number): number {
  return isHuge(nodes) ? Math.max(THREAD_BYTES, memoryBytes() * MOST_OF_MEMORY) : THREAD_BYTES;
}

/** Whether no other simulation is to run beside one of so many replicas. */
export function isHuge(nodes: number): boolean {
  return nodes > HUGE_NODES;
}

/** Of this machine, or of the container that this runs in. */
export function memoryBytes(): number {
  // Without a limit it is no number, 0, or more than there is.
  const limit = process.constrainedMemory() || Infinity;
  return Math.min(totalmem(), limit);
}
