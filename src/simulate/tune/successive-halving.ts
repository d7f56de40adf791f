/**
 * Finds the cheapest candidate that keeps its targets with every seed: successive halving (Jamieson and Talwalkar 2016), with all
 * candidates on the same seeds, so that differences are of the candidates and not of luck.
 *
 * All candidates get one seed, the best of them more, fewer and fewer, until the last ones have all seeds. A candidate that
 * misses a target with one seed is out, since what is recommended must hold; the next best takes its place, however early it had
 * been passed over. What lies between and beyond the values of the winner is tried next, in the same way, until nothing there is better.
 */

import { isSeparated, pairedDifference } from '../../base/paired-difference.ts';

/** What one candidate came to with one seed. */
export interface Sample {
  /** To be as small as can be. */
  readonly cost: number;
  /** How far it missed its targets, as a share of them; 0: it kept them. */
  readonly missedBy: number;
}

export interface Tried<C> {
  readonly candidate: C;
  /** One for each seed, in their order. */
  readonly samples: readonly Sample[];
}

export interface Search<C> {
  readonly candidates: readonly C[];
  /** Seeds that a candidate has to hold with before it is recommended. */
  readonly seeds: number;
  /** What is like it, and was not tried yet. Absent: the candidates are all that there is. */
  readonly neighboursOf?: (candidate: C) => readonly C[];
  /** Makes runs of candidates, each with the turns of the seeds from `from` to `to`. Undefined: the user wants to stop. */
  readonly evaluate: (
    work: readonly { readonly candidate: C; readonly turn: number }[],
  ) => Promise<readonly Sample[] | undefined>;
}

export interface Found<C> {
  /** The best first: those that hold with the most seeds, then by cost; where none holds, by how far they miss. */
  readonly ranked: readonly Tried<C>[];
  /** The first of them, if it kept its targets with all seeds. */
  readonly best: Tried<C> | undefined;
  /** Others that kept theirs with as many seeds, and that cannot be told from the best. */
  readonly ties: readonly Tried<C>[];
  readonly runs: number;
  readonly interrupted: boolean;
}

/** Seeds of each round, and the share of the candidates that come into it. */
const ROUNDS = [
  { seeds: 1, share: 1 },
  { seeds: 3, share: 1 / 5 },
  { seeds: 7, share: 1 / 10 },
  { seeds: 15, share: 1 / 20 },
] as const;
/** Candidates of a round, at least: the winner and the one that it is held against. */
const LEAST = 2;
/** Seeds of a candidate that run at a time: what misses a target with one of them needs no more. */
const AT_ONCE = 5;
/** How often what lies around the winner is tried. */
const REFINEMENTS = 2;
/** Where the best cannot be told from the next, both get so many times the seeds, once. */
const EXTENSION = 2;
const EXTENDED = 1;

class Trial<C> implements Tried<C> {
  readonly candidate: C;
  readonly samples: Sample[] = [];

  constructor(candidate: C) {
    this.candidate = candidate;
  }

  get cost(): number {
    return meanOf(this.samples.map(({ cost }) => cost));
  }

  get missedBy(): number {
    return meanOf(this.samples.map(({ missedBy }) => missedBy));
  }

  get holds(): boolean {
    return this.samples.every(({ missedBy }) => missedBy === 0);
  }
}

export async function successiveHalving<C>(search: Search<C>): Promise<Found<C>> {
  const { seeds } = search;
  const trials: Trial<C>[] = [];
  const contest = new Contest(search, trials);
  let interrupted = !(await contest.rounds(search.candidates));
  for (let pass = 0; pass < REFINEMENTS && !interrupted; pass++) {
    const [leader] = leading(trials, 1);
    const around = leader === undefined ? [] : (search.neighboursOf?.(leader.candidate) ?? []);
    if (around.length === 0) break;
    interrupted = !(await contest.rounds(around));
  }
  const undecided = Math.min(EXTENDED, tiesOf(trials, seeds).length);
  if (!interrupted && undecided > 0) interrupted = !(await contest.upTo(seeds * EXTENSION, 1 + undecided));
  const ranked = leading(trials, Infinity);
  const [first] = ranked;
  const best = first?.holds === true && first.samples.length >= seeds ? first : undefined;
  const others = trials.filter((trial) => !ranked.includes(trial)).sort((a, b) => a.missedBy - b.missedBy);
  const ties = tiesOf(trials, seeds);
  return { ranked: [...ranked, ...others], best, ties, runs: contest.runs, interrupted };
}

/** Gives the leading ones more and more seeds. */
class Contest<C> {
  runs = 0;
  readonly #search: Search<C>;
  readonly #trials: Trial<C>[];

  /** @param trials what was tried; further candidates are added to it */
  constructor(search: Search<C>, trials: Trial<C>[]) {
    this.#search = search;
    this.#trials = trials;
  }

  /** @param candidates new ones, which are held against those that were there before. @returns false: interrupted */
  async rounds(candidates: readonly C[]): Promise<boolean> {
    const { seeds } = this.#search;
    this.#trials.push(...candidates.map((candidate) => new Trial(candidate)));
    for (const round of [...ROUNDS.filter((one) => one.seeds < seeds), { seeds, share: 0 }]) {
      const width = Math.max(LEAST, Math.ceil(candidates.length * round.share));
      if (!(await this.upTo(round.seeds, width))) return false;
    }
    return true;
  }

  /** Until so many of the leading ones have so many seeds. @returns false: interrupted */
  async upTo(target: number, width: number): Promise<boolean> {
    for (;;) {
      const short = leading(this.#trials, width).filter(({ samples }) => samples.length < target);
      if (short.length === 0) return true;
      const work = short.flatMap((trial) =>
        Array.from({ length: Math.min(AT_ONCE, target - trial.samples.length) }, (_, more) => ({
          ...{ trial, candidate: trial.candidate, turn: trial.samples.length + more },
        })),
      );
      const samples = await this.#search.evaluate(work);
      if (samples === undefined) return false;
      this.runs += work.length;
      work.forEach(({ trial }, index) => {
        const sample = samples[index];
        if (sample !== undefined) trial.samples.push(sample);
      });
    }
  }
}

/** The best: by cost among those that hold; where none does, by how far they miss. */
function leading<C>(trials: readonly Trial<C>[], width: number): Trial<C>[] {
  const holding = trials.filter(({ holds }) => holds);
  const sorted =
    holding.length > 0
      ? holding.sort((a, b) => a.cost - b.cost)
      : trials.toSorted((a, b) => a.missedBy - b.missedBy);
  return sorted.slice(0, width);
}

/** Those that have all seeds, too, and whose cost cannot be told from that of the best. */
function tiesOf<C>(trials: readonly Trial<C>[], seeds: number): Trial<C>[] {
  const costs = (trial: Trial<C>): number[] => trial.samples.map(({ cost }) => cost);
  const [best, ...others] = leading(trials, Infinity);
  if (best?.holds !== true || best.samples.length < seeds) return [];
  return others.filter(
    (other) => other.samples.length >= seeds && !isSeparated(pairedDifference(costs(best), costs(other))),
  );
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
