/** The clock of benches and agents. */

/** Milliseconds since the epoch; never goes back. */
export function benchNow(): number {
  return performance.timeOrigin + performance.now();
}
