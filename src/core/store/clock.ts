/** The hybrid logical clock that versions are drawn from (Kulkarni et al. 2014), as one number of microseconds. */

/**
 * Follows real time, and runs ahead of it by a microsecond a write where it must, so that a write is later than all
 * that its node has seen. Physical and logical part share one number: at fewer than a million writes a second the
 * logical part never outruns the physical one for long.
 */
export class HybridClock {
  #lastUs = 0;

  /** The latest version that was given or seen. */
  get lastUs(): number {
    return this.#lastUs;
  }

  /** The next version. @param now milliseconds since the epoch */
  tick(now: number): number {
    this.#lastUs = Math.max(Math.floor(now * 1000), this.#lastUs + 1);
    return this.#lastUs;
  }

  /** A version from elsewhere was seen: what is written here from now on is later. */
  observe(clockUs: number): void {
    if (clockUs > this.#lastUs) this.#lastUs = clockUs;
  }
}
