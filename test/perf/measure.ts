/** What a benchmark is, what it finds, and when a target is met. */

import type { Spread } from './sampling.ts';

export type Unit = '1/s' | 'ms' | 'bytes' | 'ratio' | 'count';

/** One thing that was measured. */
export interface Figure extends Spread {
  readonly name: string;
  readonly unit: Unit;
}

/** A bound on one figure. */
export interface Limit {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** A figure that has to keep a bound. Judged by the median. */
export interface Target extends Figure, Limit {
  readonly met: boolean;
}

export interface Findings {
  readonly figures: readonly Figure[];
  readonly targets: readonly Target[];
}

export interface MeasureOptions {
  readonly rounds: number;
  /** Sizes that take many minutes, too. */
  readonly full: boolean;
  /** Tells people how far it is. */
  readonly progress: (text: string) => void;
}

export interface Measure {
  readonly name: string;
  /** What is compared with what, under which load. */
  readonly description: string;
  readonly run: (options: MeasureOptions) => Promise<Findings>;
}

export function figure(name: string, unit: Unit, spread: Spread): Figure {
  return { name, unit, ...spread };
}

export function target(name: string, unit: Unit, spread: Spread, limit: Limit): Target {
  return { name, unit, ...spread, ...limit, met: isMet(spread.median, limit) };
}

export function isMet(value: number, { atLeast = -Infinity, atMost = Infinity }: Limit): boolean {
  return value >= atLeast && value <= atMost;
}
