/**
 * How many requests a holder may make in a second: a bucket of tokens for each. Ours, because the framework's plugin takes as long as
 * the store takes for the request itself.
 */

/** Holders that are followed at once. Beyond it the one that asked longest ago is forgotten, and begins with a full bucket. */
const FOLLOWED_LIMIT = 10_000;

interface Bucket {
  left: number;
  filledAtMs: number;
}

export class RateLimiter {
  readonly #perSec: number;
  readonly #now: () => number;
  /** In the order of their last refill. */
  readonly #buckets = new Map<string, Bucket>();

  /** @param perSec also how many may come at once after a quiet second @param now ms on a clock that never goes back */
  constructor(perSec: number, now: () => number) {
    this.#perSec = perSec;
    this.#now = now;
  }

  /** How many requests a second one holder may make. */
  get perSec(): number {
    return this.#perSec;
  }

  /** Whether the holder may make one more request now. */
  admits(holder: string): boolean {
    const bucket = this.#buckets.get(holder) ?? this.#follow(holder);
    if (bucket.left < 1) this.#refill(holder, bucket);
    if (bucket.left < 1) return false;
    bucket.left--;
    return true;
  }

  #follow(holder: string): Bucket {
    const [oldest] = this.#buckets.size >= FOLLOWED_LIMIT ? this.#buckets.keys() : [];
    if (oldest !== undefined) this.#buckets.delete(oldest);
    const bucket = { left: this.#perSec, filledAtMs: this.#now() };
    this.#buckets.set(holder, bucket);
    return bucket;
  }

  #refill(holder: string, bucket: Bucket): void {
    const now = this.#now();
    const earned = ((now - bucket.filledAtMs) * this.#perSec) / 1000;
    bucket.left = Math.min(this.#perSec, bucket.left + earned);
    bucket.filledAtMs = now;
    this.#buckets.delete(holder);
    this.#buckets.set(holder, bucket);
  }
}
