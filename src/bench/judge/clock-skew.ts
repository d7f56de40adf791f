/** How far apart the clocks of bench and nodes may be: it is one machine, but each process reads its clock on its own. */

export const CLOCK_SKEW_MS = 1;
