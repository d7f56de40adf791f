/** Counts and levels between two reads of the registry: plain numbers, because prom-client's `inc` costs 200 ns a label pair. */

import { assert } from '../../base/assert.ts';
import type { Labels } from './bucket-histogram.ts';
import type { LabelSpec, MetricSpec } from './metric-spec.ts';

/** Every combination of label values, the last label varying fastest. A metric without labels has one, the empty one. */
export function labelSetsOf(labels: readonly LabelSpec[]): Labels[] {
  return labels.reduce<Labels[]>(
    (sets, { name, values }) => {
      assert(typeof values !== 'string', `the values of label ${name} are listed`);
      return sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value })));
    },
    [{}],
  );
}

/** One number for each combination of label values. */
export class Cells {
  readonly labelSets: readonly Labels[];
  readonly #strides: readonly ReadonlyMap<string, number>[];
  readonly #values: Float64Array;
  readonly #touched: Uint8Array;

  constructor(spec: MetricSpec) {
    this.labelSets = labelSetsOf(spec.labels);
    this.#values = new Float64Array(this.labelSets.length);
    this.#touched = new Uint8Array(this.labelSets.length);
    let stride = this.labelSets.length;
    this.#strides = spec.labels.map(({ values }) => {
      assert(typeof values !== 'string', `the label values of ${spec.name} are listed`);
      stride /= values.length;
      return new Map(values.map((value, i) => [value, i * stride]));
    });
  }

  /** Where these label values, in the order of the labels, are kept; undefined for a value that was not declared. */
  index(first?: string, second?: string): number | undefined {
    const a = first === undefined ? 0 : this.#strides[0]?.get(first);
    const b = second === undefined ? 0 : this.#strides[1]?.get(second);
    return a === undefined || b === undefined ? undefined : a + b;
  }

  add(index: number, amount: number): void {
    this.#values[index] = (this.#values[index] ?? 0) + amount;
    this.#touched[index] = 1;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
    this.#touched[index] = 1;
  }

  /** Hands over what changed since the last time; counters start from 0 again. */
  drain(take: (labels: Labels, value: number) => void, startAgain: boolean): void {
    this.#touched.forEach((touched, i) => {
      const labels = this.labelSets[i];
      if (touched === 0 || labels === undefined) return;
      take(labels, this.#values[i] ?? 0);
      this.#touched[i] = 0;
      if (startAgain) this.#values[i] = 0;
    });
  }
}
