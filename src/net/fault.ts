/** What can happen to a node, beside the network: one set of names for bench and simulator. */

/**
 * - `pause`: the node stands still, and what is sent to it waits.
 * - `crash`: the node is gone, and what is sent to it is lost; it comes back with its memory.
 * - `restart`: the same, but it comes back without its memory. The bench kills the process and starts another.
 * - `data_restart`: the same, but it comes back with what it kept on disk. The simulator alone makes it.
 * - `clock_jump`: as `restart`, and its clock is set ahead or back meanwhile. The simulator alone can do that.
 */
export const FAULTS = ['pause', 'crash', 'restart', 'clock_jump', 'data_restart'] as const;
export type Fault = (typeof FAULTS)[number];

/** Those after which a node has nothing of what it held. */
export const LOSES_MEMORY: ReadonlySet<Fault> = new Set(['restart', 'clock_jump']);
