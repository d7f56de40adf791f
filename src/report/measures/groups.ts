/** Runs of the same settings that differ in their seed alone: a group is one answer, and its spread says how much it is worth. */

import { medianOf, spreadOf, type Spread } from '../../base/spread.ts';
import type { Repeated } from '../schema/repeated-schema.ts';
import type { Run } from '../schema/run-schema.ts';
import { convergenceOf } from '../words/known-convergence.ts';
import { MEASURES, type Measure } from './measures.ts';

export interface RunGroup {
  /** At least one. */
  readonly runs: readonly Run[];
  /** The one whose convergence is in the middle: charts show it. */
  readonly middle: Run;
}

/** In the order of their first runs. */
export function groupsOf(runs: readonly Run[]): RunGroup[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.scenario, run.point]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].flatMap((all) => {
    const middle = middleOf(all);
    return middle === undefined ? [] : [{ runs: all, middle }];
  });
}

function middleOf(runs: readonly Run[]): Run | undefined {
  const slowness = (run: Run): number => convergenceOf(run)?.summary.p99 ?? run.messages.perWrite ?? 0;
  // A run in which nothing converged has no place among times.
  const timed = runs.filter((run) => convergenceOf(run) !== null);
  const sorted = (timed.length > 0 ? timed : runs).toSorted(
    (a, b) => slowness(a) - slowness(b) || a.seed - b.seed,
  );
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Null where it is not known of any. */
export function medianIn(runs: readonly Run[], of: (run: Run) => number | null): number | null {
  const values = knownIn(runs, of);
  return values.length === 0 ? null : medianOf(values);
}

/** Null where it is not known of any. */
export function spreadIn(runs: readonly Run[], of: (run: Run) => number | null): Spread | null {
  const values = knownIn(runs, of);
  return values.length === 0 ? null : spreadOf(values);
}

/** How many of several runs have a figure, where some lack it: `2 of 5`; empty where all have it. */
export function shareKnown(runs: readonly Run[], of: (run: Run) => number | null): string {
  const known = knownIn(runs, of).length;
  return known === runs.length ? '' : `${known} of ${runs.length}`;
}

function knownIn(runs: readonly Run[], of: (run: Run) => number | null): number[] {
  return runs.flatMap((run) => of(run) ?? []);
}

/** Those that say something of some group. A time of 0 in all runs does not: clients in virtual time have no latency. */
export function measuresKnown(groups: readonly (readonly Run[])[]): Measure[] {
  return MEASURES.filter(({ of, unit }) =>
    groups.some((runs) => {
      const spread = spreadIn(runs, of);
      return spread !== null && (unit !== 'ms' || spread.max > 0);
    }),
  );
}

/** For the report: every group of several runs in its figures. */
export function repeatedIn(runs: readonly Run[]): Repeated[] {
  return groupsOf(runs)
    .filter((group) => group.runs.length > 1)
    .map(({ runs: all, middle }) => ({
      scenario: middle.scenario,
      point: middle.point,
      seeds: all.map(({ seed }) => seed),
      figures: Object.fromEntries(
        MEASURES.flatMap(({ name, of }) => {
          const spread = spreadIn(all, of);
          return spread === null ? [] : [[name, spread]];
        }),
      ),
    }));
}
