/**
 * How far an agent's clock is from the bench's, from the times of questions and answers (as NTP does it, RFC 5905). Half of a round trip bounds
 * the error, so the shortest one counts; but clocks drift apart, from the moment of the question on, so an old one counts for less.
 */

/** How much two clocks of quartz may drift apart: 200 ppm, twice what their makers promise of one. */
const DRIFT = 2e-4;

export interface RoundTrip {
  /** On the bench's clock. */
  readonly sentAtMs: number;
  /** On the agent's. */
  readonly gotAtMs: number;
  readonly answeredAtMs: number;
  /** On the bench's. */
  readonly backAtMs: number;
}

interface Estimate {
  readonly offsetMs: number;
  readonly boundMs: number;
  /** When the question was sent. */
  readonly sinceMs: number;
}

export class ClockEstimate {
  #best: Estimate | undefined;

  add({ sentAtMs, gotAtMs, answeredAtMs, backAtMs }: RoundTrip): void {
    const roundTripMs = backAtMs - sentAtMs - (answeredAtMs - gotAtMs);
    const offsetMs = (gotAtMs - sentAtMs + (answeredAtMs - backAtMs)) / 2;
    const next = { offsetMs, boundMs: Math.max(0, roundTripMs) / 2, sinceMs: sentAtMs };
    if (this.#best === undefined || boundAt(next, backAtMs) <= boundAt(this.#best, backAtMs))
      this.#best = next;
  }

  get isKnown(): boolean {
    return this.#best !== undefined;
  }

  /** The agent's clock minus the bench's. */
  get offsetMs(): number {
    return this.#best?.offsetMs ?? 0;
  }

  /** How wrong that may be. */
  boundMs(nowMs: number): number {
    return this.#best === undefined ? Infinity : boundAt(this.#best, nowMs);
  }

  /** A time of the agent, on the bench's clock. */
  here(agentMs: number): number {
    return agentMs - this.offsetMs;
  }
}

function boundAt({ boundMs, sinceMs }: Estimate, nowMs: number): number {
  return boundMs + Math.max(0, nowMs - sinceMs) * DRIFT;
}
