/**
 * Chooses settings: tries candidates in the simulator until one is the cheapest that keeps its targets, with every seed.
 *
 * Begin here. `successive-halving.ts` is the search, free of what a candidate is; this file says what a run costs and what
 * targets it misses, and puts what was found into a report.
 */

import { isSeparated, meanWithin, pairedDifference } from '../../base/paired-difference.ts';
import { SEEDS } from '../../base/prng.ts';
import { medianOf, spreadOf } from '../../base/spread.ts';
import type { Measure } from '../../report/measures/measures.ts';
import { hadNone, missedBy, worstOf, type Target } from '../../report/measures/target.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { TunedCandidate, TuneReport } from '../../report/schema/tune-schema.ts';
import { namesOf } from '../../report/words/run-names.ts';
import type { ScenarioResult } from '../run.ts';
import type { PlannedRun, SimulationPoint } from '../simulate.ts';
import { successiveHalving, type Sample, type Tried } from './successive-halving.ts';

export interface Goal {
  readonly minimize: Measure;
  readonly targets: readonly Target[];
}

export interface TuneOptions extends Goal {
  readonly points: readonly SimulationPoint[];
  /** Absent: the points are all that there is. */
  readonly neighboursOf?: ((one: SimulationPoint) => readonly SimulationPoint[]) | undefined;
  /** Seeds with which the recommendation has to hold. */
  readonly seeds: number;
  /** Makes the runs, wherever; the results come in their order. Null: the user had stopped before it began. */
  readonly runAll: (runs: readonly PlannedRun[]) => AsyncIterable<ScenarioResult | null>;
  readonly onProgress?: (done: number) => void;
  readonly signal: AbortSignal;
}

export type Tuned = Pick<
  TuneReport,
  'recommended' | 'next' | 'front' | 'unmeasured' | 'candidates' | 'runs' | 'frontRuns' | 'interrupted'
> & {
  /** What is recommended; undefined: nothing. */
  readonly chosen: SimulationPoint | undefined;
};

/** What is written down of one seed: the figure of each measure that matters. */
interface Trial extends Sample {
  readonly figures: ReadonlyMap<string, number | null>;
  /** The measures of which there was nothing. */
  readonly none: ReadonlySet<string>;
}

/** Seeds of what is on the Pareto front, at least, as far as so many passes lead. */
const FRONT_SEEDS = 3;
const FRONT_PASSES = 3;

/** Others that are shown beside the recommendation. */
const SHOWN = 3;

export async function tune(options: TuneOptions): Promise<Tuned> {
  const { points, neighboursOf, seeds, minimize, targets } = options;
  const evaluate = evaluator(options);
  const { ranked, best, runs, interrupted } = await successiveHalving({
    candidates: points,
    ...(neighboursOf === undefined ? {} : { neighboursOf }),
    ...{ seeds, evaluate },
  });
  const measures = new Set([minimize, ...targets.map(({ measure }) => measure)]);
  const describe = (tried: Tried<SimulationPoint>): TunedCandidate => described(tried, [...measures]);
  const known = ranked.filter(({ samples }) => samples.length > 0);
  const front = (all: readonly Tried<SimulationPoint>[]): Tried<SimulationPoint>[] =>
    frontOf(all, minimize, targets[0]?.measure);
  const firm = interrupted ? { all: known, runs: 0 } : await firmly(known, front, evaluate);
  return {
    ...{
      chosen: best?.candidate,
      candidates: ranked.length,
      runs: runs + firm.runs,
      frontRuns: firm.runs,
      interrupted,
    },
    recommended: best === undefined ? null : describe(best),
    next: best === undefined ? [] : nextTo(best, ranked, describe),
    front: front(firm.all).map(describe),
    unmeasured: [...measures]
      .filter((measure) => known.length > 0 && known.every((tried) => medianIn(tried, measure).length === 0))
      .map(({ name }) => name),
  };
}

/** A candidate runs every scenario; what has a cut in it counts for what is asked of a cut alone, if it runs for that. */
function evaluator({ runAll, signal, onProgress, ...goal }: TuneOptions) {
  let done = 0;
  return async (
    work: readonly { readonly candidate: SimulationPoint; readonly turn: number }[],
  ): Promise<Sample[] | undefined> => {
    const planned = work.flatMap(({ candidate: { settings }, turn }) =>
      settings.scenarios.map((scenario): PlannedRun => {
        const seed = (settings.seed + turn) % SEEDS;
        return { settings: { ...settings, seed }, scenario };
      }),
    );
    const runs: Run[] = [];
    for await (const result of runAll(planned)) {
      if (result === null || signal.aborted) return undefined;
      runs.push(result.run);
      onProgress?.(++done);
    }
    let from = 0;
    return work.map(({ candidate }) => {
      const own = runs.slice(from, (from += candidate.settings.scenarios.length));
      return trialOf(own, goal);
    });
  };
}

function trialOf(runs: readonly Run[], { minimize, targets }: Goal): Trial {
  const measures = [minimize, ...targets.map(({ measure }) => measure)];
  const figures = new Map(measures.map((measure) => [measure.name, worstOf(measure, runs)]));
  const none = new Set(measures.filter((measure) => hadNone(measure, runs)).map(({ name }) => name));
  const missed = targets.map((target) => missedBy(target, runs));
  const cost = figures.get(minimize.name) ?? null;
  // What does not settle, or costs nobody knows what, is no candidate.
  const isBroken = cost === null || runs.some(({ problems }) => problems.length > 0);
  return { cost: cost ?? Infinity, missedBy: Math.max(isBroken ? 1 : 0, ...missed), figures, none };
}

function valuesIn({ samples }: Tried<SimulationPoint>, { name }: Measure): number[] {
  return (samples as readonly Trial[]).flatMap((trial) => trial.figures.get(name) ?? []);
}

/** Empty where it is not known. Where there was nothing of the kind, nothing can be less. */
function medianIn(tried: Tried<SimulationPoint>, measure: Measure): number[] {
  const none = (tried.samples as readonly Trial[]).filter((trial) => trial.none.has(measure.name));
  const values = [...valuesIn(tried, measure), ...none.map(() => 0)];
  return values.length === 0 ? [] : [medianOf(values)];
}

function described(tried: Tried<SimulationPoint>, measures: readonly Measure[]): TunedCandidate {
  const { candidate, samples } = tried;
  const figures = measures.flatMap((measure) => {
    const values = valuesIn(tried, measure);
    return values.length === 0 ? [] : [[measure.name, spreadOf(values)] as const];
  });
  return {
    name: namesOf([{ scenario: candidate.settings.gossip.strategy, point: candidate.point }])[0] ?? '',
    point: candidate.point,
    seeds: samples.length,
    holds: samples.every((sample) => sample.missedBy === 0),
    figures: Object.fromEntries(figures),
  };
}

function nextTo(
  best: Tried<SimulationPoint>,
  ranked: readonly Tried<SimulationPoint>[],
  describe: (tried: Tried<SimulationPoint>) => TunedCandidate,
): TuneReport['next'] {
  const costs = ({ samples }: Tried<SimulationPoint>): number[] => samples.map(({ cost }) => cost);
  const { mean } = meanWithin(costs(best));
  return ranked
    .filter(
      (one) =>
        one !== best && one.samples.length >= 2 && one.samples.every((sample) => sample.missedBy === 0),
    )
    .slice(0, SHOWN)
    .map((one) => {
      const difference = pairedDifference(costs(best), costs(one));
      return {
        candidate: describe(one),
        ...{ costsMore: difference.mean / mean, within: difference.halfWidth / mean },
        separated: isSeparated(difference),
      };
    });
}

/** One sample says little: what is on the front gets more seeds, and so does what takes its place. */
async function firmly(
  known: readonly Tried<SimulationPoint>[],
  front: (all: readonly Tried<SimulationPoint>[]) => Tried<SimulationPoint>[],
  evaluate: ReturnType<typeof evaluator>,
): Promise<{ readonly all: readonly Tried<SimulationPoint>[]; readonly runs: number }> {
  let all = known;
  let runs = 0;
  for (let pass = 0; pass < FRONT_PASSES; pass++) {
    const weak = front(all).filter(({ samples }) => samples.length < FRONT_SEEDS);
    const work = weak.flatMap(({ candidate, samples }) =>
      Array.from({ length: FRONT_SEEDS - samples.length }, (_, more) => ({
        ...{ candidate, turn: samples.length + more },
      })),
    );
    const more = await evaluate(work);
    if (work.length === 0 || more === undefined) break;
    runs += work.length;
    all = all.map((tried) => ({
      ...tried,
      samples: [...tried.samples, ...more.filter((_, index) => work[index]?.candidate === tried.candidate)],
    }));
  }
  return { all, runs };
}

/** Those of which no other has less of both; what has no second figure is compared by the first alone. */
function frontOf(
  candidates: readonly Tried<SimulationPoint>[],
  minimize: Measure,
  other: Measure | undefined,
): Tried<SimulationPoint>[] {
  const sign = other?.worse === 'less' ? -1 : 1;
  const placed = candidates.flatMap((one) => {
    const [x] = medianIn(one, minimize);
    const [y] = other === undefined ? [0] : medianIn(one, other);
    return x === undefined || y === undefined ? [] : [{ one, x, y: sign * y }];
  });
  let least = Infinity;
  return placed
    .sort((a, b) => a.x - b.x || a.y - b.y)
    .filter(({ y }) => {
      const isOn = y < least;
      least = Math.min(least, y);
      return isOn;
    })
    .map(({ one }) => one);
}
