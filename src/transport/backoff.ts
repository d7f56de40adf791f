/** When to try again: ever later, and never all at once. */

export interface BackoffLimits {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Doubles from the first pause to the longest. Full jitter (Brooker 2015): whoever lost the same server comes back one by one. */
export class Backoff {
  readonly #limits: BackoffLimits;
  #attempts = 0;

  constructor(limits: BackoffLimits) {
    this.#limits = limits;
  }

  /** The pause before the next attempt: at least half of the first one, so that nobody spins. */
  nextMs(): number {
    const { firstMs, longestMs } = this.#limits;
    const ceilingMs = Math.min(longestMs, firstMs * 2 ** this.#attempts);
    this.#attempts = Math.min(this.#attempts + 1, 30);
    return Math.max(firstMs / 2, Math.random() * ceilingMs);
  }

  /** What was tried has held. */
  reset(): void {
    this.#attempts = 0;
  }
}
