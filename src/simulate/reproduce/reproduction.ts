/**
 * What somebody published, made again with our replicas: their figures, how their model maps to ours, and how to measure it once. A
 * figure of ours has the 95 % interval of its mean over several turns, each with a seed of its own.
 */

import { meanWithin } from '../../base/paired-difference.ts';
import type { ReproductionName } from './names.ts';

/** What one turn measured, by name. */
export type Measured = Readonly<Record<string, number>>;

/** One row of the published table. */
export interface Case {
  /** Say, `k = 2`. */
  readonly name: string;
  /** By figure; null: not published. */
  readonly published: Readonly<Record<string, number | null>>;
  /** By figure: by how much one more event would change it in one turn. */
  readonly resolution: Measured;
  /** Runs it in virtual time, until it is over. */
  readonly measure: (seed: number) => Measured;
}

export interface Reproduction {
  /** As the command line has it. */
  readonly name: ReproductionName;
  readonly title: string;
  /** Paper and section. */
  readonly source: string;
  /** How their model maps to ours, and what differs. */
  readonly mapping: string;
  /** The figures, in the order of columns, each with what it means. */
  readonly figures: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
}

export interface ReproducedFigure {
  readonly case: string;
  readonly figure: string;
  readonly published: number | null;
  readonly mean: number;
  /** Half of the 95 % interval of the mean. Where all turns gave the same, one event in them all would still be likely to be missed. */
  readonly halfWidth: number;
  /** That knew it: when something came last is not known where nothing came. */
  readonly turns: number;
}

export interface Reproduced {
  readonly name: ReproductionName;
  readonly seed: number;
  readonly figures: readonly ReproducedFigure[];
}

/** A measurement that is to be made: a case by its place. */
export interface Turn {
  readonly name: ReproductionName;
  readonly place: number;
  readonly seed: number;
}

/** Every case as often, each time with a seed of its own. */
export function turnsOf({ name, cases }: Reproduction, seed: number, times: number): Turn[] {
  return cases.flatMap((_, place) =>
    Array.from({ length: times }, (_, turn) => ({ name, place, seed: seed + place * times + turn })),
  );
}

/** @param measured in the order of `turnsOf` */
export function reproducedOf(
  { name, cases, figures }: Reproduction,
  seed: number,
  measured: readonly Measured[],
): Reproduced {
  const times = measured.length / cases.length;
  const all = cases.flatMap((one, place) =>
    Object.keys(figures).map((figure) =>
      figureOf(one, figure, measured.slice(place * times, (place + 1) * times)),
    ),
  );
  return { name, seed, figures: all };
}

/** Of n trials without an event: fewer than 3 of n have one, with 95 % confidence. */
const RULE_OF_THREE = 3;

function figureOf(
  { name, published, resolution }: Case,
  figure: string,
  measured: readonly Measured[],
): ReproducedFigure {
  const values = measured.map((turn) => turn[figure] ?? NaN).filter(Number.isFinite);
  const { mean, halfWidth } = meanWithin(values);
  const least = (RULE_OF_THREE * (resolution[figure] ?? 0)) / values.length;
  return {
    ...{ case: name, figure, published: published[figure] ?? null },
    ...{ mean, halfWidth: Math.max(halfWidth, least), turns: values.length },
  };
}
