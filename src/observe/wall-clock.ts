/** Our one clock of real time. Every process reads its own, and figures compare what several of them read. */

/** How exactly the start of the process is known: the clocks of two processes differ by no more than this. */
const EXACT_MS = 0.05;

const ORIGIN_MS = startMs();

/** Milliseconds since the epoch; never goes back within a process. */
export function wallClockMs(): number {
  return ORIGIN_MS + performance.now();
}

/**
 * When performance.now() was 0, in milliseconds since the epoch. performance.timeOrigin is late by as long as the process had to wait
 * between the two clocks that Node reads for it: up to 20 ms among processes that begin together on a busy machine. Here each look at
 * both clocks shows between which two times the origin must lie; the looks around a tick of Date.now() leave next to nothing. Takes
 * a millisecond or two.
 */
function startMs(): number {
  let [loMs, hiMs] = [-Infinity, Infinity];
  for (let before = performance.now(); hiMs - loMs > EXACT_MS;) {
    const wholeMs = Date.now();
    const after = performance.now();
    loMs = Math.max(loMs, wholeMs - after);
    hiMs = Math.min(hiMs, wholeMs + 1 - before);
    before = after;
  }
  return (loMs + hiMs) / 2;
}
