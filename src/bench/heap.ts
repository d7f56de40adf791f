/** Keeps the bench's own memory small: it runs beside the nodes that it measures, on the same machine. */

import { setFlagsFromString } from 'node:v8';

/**
 * How far the heap may grow beyond what is alive before garbage is collected, %. V8 would let it grow to four times that, for most
 * messages live long enough to be taken for what stays: two scenarios of three minutes at 2,000 operations a second took 650 MB, and
 * take less than half with this. A collection takes a few milliseconds.
 */
const GROWTH_PERCENT = 25;

/**
 * From now on, what is young gets no more room than it has: it would grow to 32 MB. Smaller, it takes more collections, each of which
 * keeps messages waiting for a shorter time. To be called once the threads run: a new one sets V8's factor back to 2, for all.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  setFlagsFromString('--semi-space-growth-factor=1');
}
