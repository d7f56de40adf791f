/** What the runs of a report are called, wherever they are named. */

import type { Run } from '../schema/run-schema.ts';
import { strategiesOf, type Settings } from '../schema/settings-schema.ts';

/** The setting in which runs differ. */
export interface Varied {
  /** The setting's flag. */
  readonly flag: string;
  /** As they would be typed; the runs are those of the first value, each scenario in turn, then of the second, and so on. */
  readonly values: readonly string[];
}

/** What a bench varied; null: nothing. */
export function variedIn(settings: Pick<Settings, 'strategy'>): Varied | null {
  const values = strategiesOf(settings);
  return values.length > 1 ? { flag: 'strategy', values } : null;
}

/** The strategies that ran, in their order; empty where nodes do not say theirs. */
export function strategiesRun(runs: readonly Pick<Run, 'strategy'>[]): string {
  return [...new Set(runs.flatMap(({ strategy }) => strategy ?? []))].join(', ');
}

/**
 * A name for each run, by its value and its scenario, where there are several: `normal`, `relay`, `fanout 2, normal`.
 * @param scenarios that ran for each value
 */
export function namesOf(
  runs: readonly Pick<Run, 'scenario'>[],
  varied: Varied | null,
  scenarios: readonly string[],
): string[] {
  return runs.map(({ scenario }, index) => {
    if (varied === null) return scenario;
    const value = varied.values[Math.floor(index / scenarios.length)] ?? '';
    const point = varied.flag === 'strategy' ? value : `${varied.flag} ${value}`;
    return scenarios.length > 1 ? `${point}, ${scenario}` : point;
  });
}
