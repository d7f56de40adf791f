/** Rumor mongering as Demers et al. describe it for their tables 1 and 2, and nothing else: sites, cycles, and no code of the replicas. */

import type { Prng } from '../../../src/base/prng.ts';

export interface PlainRule {
  readonly sites: number;
  /** Interest is lost after k needless tellings, or, `blind`, with a probability of 1/k after each telling. */
  readonly stop: 'counter' | 'blind-coin';
  readonly k: number;
}

export interface PlainFigures {
  readonly residue: number;
  readonly traffic: number;
  readonly meanCycles: number;
  readonly lastCycles: number;
}

/** One rumor. All tell at once in a cycle: who is told twice in it was told news twice. A telling that was needed begins the count anew. */
export function plainEpidemic({ sites, stop, k }: PlainRule, rng: Prng): PlainFigures {
  const heardIn: (number | undefined)[] = [0];
  const needless = new Array<number>(sites).fill(0);
  let telling = [0];
  let [copies, cycles] = [0, 0];
  for (let cycle = 1; telling.length > 0; cycle++) {
    const next: number[] = [];
    for (const site of telling) {
      const other = (site + 1 + rng.below(sites - 1)) % sites;
      copies++;
      const knewIt = (heardIn[other] ?? cycle) < cycle;
      if (heardIn[other] === undefined) {
        heardIn[other] = cycle;
        cycles = cycle;
        next.push(other);
      }
      needless[site] = knewIt ? (needless[site] ?? 0) + 1 : 0;
      const isOver = stop === 'counter' ? (needless[site] ?? 0) >= k : rng.float() < 1 / k;
      if (!isOver) next.push(site);
    }
    telling = next;
  }
  const heard = heardIn.filter((cycle) => cycle !== undefined);
  return {
    residue: 1 - heard.length / sites,
    traffic: copies / sites,
    meanCycles: heard.reduce((sum, cycle) => sum + cycle, 0) / Math.max(1, heard.length - 1),
    lastCycles: cycles,
  };
}
