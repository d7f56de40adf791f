/**
 * How healthy a node takes itself to be (Lifeguard's local health multiplier). Who misses answers that others get may be the slow
 * one: it then probes less often, and waits longer before it suspects anybody.
 */

export class LocalHealth {
  readonly #most: number;
  /** 0: healthy. */
  #score = 0;

  /** @param most how unhealthy a node can take itself to be; 0: it never does */
  constructor(most: number) {
    this.#most = most;
  }

  /** By how much periods and timeouts are longer than in a healthy node. */
  get multiplier(): number {
    return this.#score + 1;
  }

  /** A probe was answered. */
  better(): void {
    this.#score = Math.max(0, this.#score - 1);
  }

  /** A probe failed, an intermediary did not even say that it had no answer, or this node had to refute that it had failed. */
  worse(): void {
    this.#score = Math.min(this.#most, this.#score + 1);
  }
}
