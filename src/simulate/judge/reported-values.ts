/**
 * Every time and depth that the nodes report, kept one by one: a simulation has them all, so its quantiles are exact, where nodes
 * keep sketches. On the way the sketches are held to their 1 %, in every simulation there is.
 */

import { assert } from '../../base/assert.ts';
import { summarize, type Summary } from '../../base/summary.ts';
import type { NodeEvent } from '../../core/events.ts';
import type { HistogramName } from '../../observe/metrics/metric-catalogue.ts';
import type { Recorder } from '../../observe/metrics/recorder.ts';

/** Where the nodes record them, and how many of their units one of the histogram's is. */
const RECORDED = {
  convergence: ['gossip_convergence_seconds', 1000],
  confirmed: ['gossip_convergence_confirmed_seconds', 1000],
  propagation: ['gossip_propagation_seconds', 1000],
  staleness: ['gossip_read_staleness_seconds', 1000],
  depth: ['gossip_read_staleness_versions', 1],
} as const satisfies Record<string, readonly [HistogramName, number]>;
type Name = keyof typeof RECORDED;

/** With room for what rounding does to the numbers. */
const SKETCH_ERROR = 0.01 + 1e-9;

export class ReportedValues {
  readonly #values: Readonly<Record<Name, number[]>> = {
    ...{ convergence: [], confirmed: [], propagation: [], staleness: [], depth: [] },
  };

  record(events: readonly NodeEvent[]): void {
    for (const event of events) {
      if (event.type === 'converged') this.#converged(event, 1);
      if (event.type === 'run_converged') this.#converged(event, event.count);
      if (event.type === 'applied') this.#values.propagation.push(notNegative(event.propagationMs));
      if (event.type !== 'staleness') continue;
      this.#values.staleness.push(notNegative(event.ageMs));
      this.#values.depth.push(event.versions);
    }
  }

  /** @throws {InvariantError} when a sketch is further off than it may be */
  summaries(recorder: Recorder): Readonly<Record<Name, Summary>> {
    const of = (name: Name): Summary => {
      const exact = summarize(this.#values[name]);
      const [histogram, scale] = RECORDED[name];
      const sketched = recorder.sketch(histogram).summary(scale);
      for (const q of ['p50', 'p95', 'p99', 'max'] as const) {
        const isClose = Math.abs(sketched[q] - exact[q]) <= SKETCH_ERROR * exact[q];
        assert(isClose, `the sketch of ${histogram} has its ${q} at ${sketched[q]} instead of ${exact[q]}`);
      }
      return exact;
    };
    return {
      ...{ convergence: of('convergence'), confirmed: of('confirmed'), propagation: of('propagation') },
      ...{ staleness: of('staleness'), depth: of('depth') },
    };
  }

  #converged(
    { convergenceMs, confirmedMs }: { readonly convergenceMs: number; readonly confirmedMs: number },
    count: number,
  ): void {
    const { convergence, confirmed } = this.#values;
    for (let i = 0; i < count; i++) {
      convergence.push(notNegative(convergenceMs));
      confirmed.push(notNegative(confirmedMs));
    }
  }
}

/** Clocks that differ can make a time negative: it counts as 0, as in the recorder. */
export function notNegative(timeMs: number): number {
  return Math.max(0, timeMs);
}
