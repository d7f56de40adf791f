/** What changed from one report to another: every figure of the runs that both have, and how sure that is. */

import { isSeparated, pairedDifference } from '../../base/paired-difference.ts';
import { medianOf, spreadOf, type Spread } from '../../base/spread.ts';
import { welchDifference } from '../../base/welch-difference.ts';
import { groupsOf } from '../measures/groups.ts';
import { MEASURES, type Measure } from '../measures/measures.ts';
import { hadNone } from '../measures/target.ts';
import type { Point } from '../schema/repeated-schema.ts';
import type { Run } from '../schema/run-schema.ts';
import type { PastReport } from './past-report.ts';

export interface Change {
  readonly scenario: string;
  readonly point: Point;
  readonly measure: string;
  /** Null: not known of any run. */
  readonly before: Spread | null;
  readonly after: Spread | null;
  /** Whether the 95 % interval of the difference leaves no doubt; unknown where one side has a single run. */
  readonly sure: 'yes' | 'no' | 'unknown';
  readonly verdict: 'better' | 'worse' | 'same';
}

export interface Comparison {
  readonly before: string;
  readonly after: string;
  readonly settings: readonly { readonly name: string; readonly before: unknown; readonly after: unknown }[];
  readonly changes: readonly Change[];
  /** Whether one is of the bench and the other of the simulator, where an answer takes no time. */
  readonly isOfTwoClocks: boolean;
  /** Reports of runs that were ended early, in words. */
  readonly interrupted: readonly string[];
  /** Runs that only one of them has, in words. */
  readonly unmatched: readonly string[];
  /** What was wrong with runs of either, in words. */
  readonly problems: readonly string[];
}

/** Settings that say where a report goes, or that change nothing that is measured. */
const NO_NEWS = ['output', 'metricsPort'];

export function compareReports(before: PastReport, after: PastReport): Comparison {
  const [first, second] = [byKind(before.runs), byKind(after.runs)];
  const only = (one: Kinds, other: Kinds, path: string): string[] =>
    [...one.values()]
      .filter(({ key }) => !other.has(key))
      .map(({ run }) => `${path} alone has ${nameOf(run)}`);
  return {
    ...{ before: before.path, after: after.path },
    isOfTwoClocks: before.isVirtual !== after.isVirtual,
    settings: changedSettings(before.settings, after.settings),
    changes: [...first].flatMap(([key, { runs }]) => {
      const others = second.get(key)?.runs;
      return others === undefined ? [] : MEASURES.flatMap((measure) => changeOf(measure, runs, others) ?? []);
    }),
    interrupted: [before, after]
      .filter(({ isInterrupted }) => isInterrupted)
      .map(({ path }) => `${path} was interrupted: its figures are of what had been measured until then`),
    unmatched: [...only(first, second, before.path), ...only(second, first, after.path)],
    problems: [before, after].flatMap(({ path, runs }) =>
      runs.flatMap((run) =>
        run.problems.map((problem) => `${path}, ${nameOf(run)}, seed ${run.seed}: ${problem}`),
      ),
    ),
  };
}

type Kinds = ReadonlyMap<string, { readonly key: string; readonly run: Run; readonly runs: readonly Run[] }>;

function byKind(runs: readonly Run[]): Kinds {
  const groups = groupsOf(runs).map(({ runs: all, middle }) => {
    const key = JSON.stringify([middle.scenario, Object.entries(middle.point).sort()]);
    return [key, { key, run: middle, runs: all }] as const;
  });
  return new Map(groups);
}

/** `partition`, `partition at fanout 3`. */
export function nameOf({ scenario, point }: Pick<Run, 'scenario' | 'point'>): string {
  const values = Object.entries(point).map(([flag, value]) => `${flag} ${value}`);
  return values.length === 0 ? scenario : `${scenario} at ${values.join(', ')}`;
}

/** Undefined where neither knows it. */
function changeOf(measure: Measure, first: readonly Run[], second: readonly Run[]): Change | undefined {
  const [a, b] = [first, second].map((runs) => runs.flatMap((run) => measure.of(run) ?? [])) as [
    number[],
    number[],
  ];
  const [run] = first;
  if (run === undefined || (a.length === 0 && b.length === 0)) return undefined;
  return {
    ...{ scenario: run.scenario, point: run.point, measure: measure.name },
    before: a.length === 0 ? null : spreadOf(a),
    after: b.length === 0 ? null : spreadOf(b),
    sure: sureOf(a, b, areSideBySide(first, second)),
    verdict: verdictOf(measure, a, b, hadNone(measure, second)),
  };
}

/** Whether runs have the same seeds: then luck hit both alike, and the pairs say more than the groups. */
function areSideBySide(first: readonly Run[], second: readonly Run[]): boolean {
  return first.length === second.length && first.every(({ seed }, index) => seed === second[index]?.seed);
}

function sureOf(a: readonly number[], b: readonly number[], areSame: boolean): Change['sure'] {
  if (Math.min(a.length, b.length) < 2) return 'unknown';
  const isPaired = areSame && a.length === b.length;
  return isSeparated(isPaired ? pairedDifference(a, b) : welchDifference(a, b)) ? 'yes' : 'no';
}

function verdictOf(
  { worse }: Measure,
  a: readonly number[],
  b: readonly number[],
  isNoneLeft: boolean,
): Change['verdict'] {
  if (a.length === 0) return 'same';
  if (b.length === 0) return isNoneLeft ? 'better' : 'worse';
  const difference = medianOf(b) - medianOf(a);
  if (difference === 0) return 'same';
  return difference > 0 === (worse === 'more') ? 'worse' : 'better';
}

function changedSettings(before: object, after: object, prefix = ''): Comparison['settings'] {
  const [a, b] = [before, after].map((one) => new Map<string, unknown>(Object.entries(one))) as [
    Map<string, unknown>,
    Map<string, unknown>,
  ];
  const names = [...new Set([...a.keys(), ...b.keys()])].filter((name) => !NO_NEWS.includes(name));
  return names.flatMap((name) => {
    const [x, y] = [a.get(name), b.get(name)];
    if (isObject(x) && isObject(y)) return changedSettings(x, y, `${prefix}${name}.`);
    // A version that did not know a setting had its default.
    const isNew = x === undefined || y === undefined;
    return isNew || JSON.stringify(x) === JSON.stringify(y)
      ? []
      : [{ name: prefix + name, before: x, after: y }];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
