/** What the runs of a report are called, wherever they are named. */

import type { Varied } from '../schema/repeated-schema.ts';
import type { Run } from '../schema/run-schema.ts';
import { strategiesOf, type Settings } from '../schema/settings-schema.ts';

/** What a bench varied; empty: nothing. */
export function variedIn(settings: Pick<Settings, 'strategy'>): Varied {
  const values = strategiesOf(settings);
  return values.length > 1 ? [{ flag: 'strategy', values }] : [];
}

/** Whether runs differ in this flag. */
export function isVaried(varied: Varied, ...flags: readonly string[]): boolean {
  return varied.some(({ flag }) => flags.includes(flag));
}

/** The strategies that ran, in their order; empty where nodes do not say theirs. */
export function strategiesRun(runs: readonly Pick<Run, 'strategy'>[]): string {
  return [...new Set(runs.flatMap(({ strategy }) => strategy ?? []))].join(', ');
}

type Named = Pick<Run, 'scenario' | 'point'>;

/** A name for each run, by its point and its scenario, where there are several: `normal`, `relay`, `fanout 2, normal`. */
export function namesOf(runs: readonly Named[]): string[] {
  const hasScenarios = new Set(runs.map(({ scenario }) => scenario)).size > 1;
  return runs.map(({ scenario, point }) => {
    const values = Object.entries(point).map(([flag, value]) =>
      flag === 'strategy' ? value : `${flag} ${value}`,
    );
    return [...values, ...(hasScenarios || values.length === 0 ? [scenario] : [])].join(', ');
  });
}
