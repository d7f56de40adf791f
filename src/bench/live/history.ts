/** Convergence in the last seconds, as the wire shows it, for the live view: what converged in each short span of time. */

import { quantile } from '../../base/summary.ts';

export const SPAN_MS = 250;
/** Spans kept: the widest screen shows no more. */
const MAX_SPANS = 60;

export interface Span {
  /** Of the writes that converged in it; null where none did. */
  readonly medianMs: number | null;
  readonly maxMs: number | null;
  readonly isCut: boolean;
}

export class LiveHistory {
  readonly #spans: Span[] = [];
  /** What has been looked at of the writes that converged. */
  #seen = 0;
  #nextMs: number | undefined;

  /** The latest last. */
  get spans(): readonly Span[] {
    return this.#spans;
  }

  /** @param convergenceMs of all writes so far, in the order of their convergence */
  look(convergenceMs: readonly number[], isCut: boolean, nowMs: number): void {
    this.#nextMs ??= nowMs + SPAN_MS;
    if (nowMs < this.#nextMs) return;
    // Somebody may have forgotten the old ones.
    const fresh = Float64Array.from(convergenceMs.slice(Math.min(this.#seen, convergenceMs.length))).sort();
    this.#seen = convergenceMs.length;
    const isEmpty = fresh.length === 0;
    this.#spans.push({
      medianMs: isEmpty ? null : quantile(fresh, 0.5),
      maxMs: isEmpty ? null : quantile(fresh, 1),
      isCut,
    });
    if (this.#spans.length > MAX_SPANS) this.#spans.shift();
    this.#nextMs += SPAN_MS;
  }
}
