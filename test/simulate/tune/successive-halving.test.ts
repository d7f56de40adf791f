/** The search, over candidates whose costs are known: it finds the cheapest that holds, and never one that fails with some seed. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { successiveHalving, type Found, type Sample } from '../../../src/simulate/tune/successive-halving.ts';

interface Candidate {
  readonly cost: number;
  /** From this seed on it misses its target. */
  readonly failsAt: number;
}

const SEEDS = 30;

/** Costs vary by a tenth from seed to seed, the same way for all. */
function sampleOf({ cost, failsAt }: Candidate, turn: number): Sample {
  const luck = prng(turn).float() * 0.2 - 0.1;
  return { cost: cost * (1 + luck), missedBy: turn >= failsAt ? 0.5 : 0 };
}

function search(candidates: readonly Candidate[], stopAfter = Infinity): Promise<Found<Candidate>> {
  let calls = 0;
  return successiveHalving({
    ...{ candidates, seeds: SEEDS },
    evaluate: (work) =>
      Promise.resolve(
        ++calls > stopAfter ? undefined : work.map(({ candidate, turn }) => sampleOf(candidate, turn)),
      ),
  });
}

const costs = Array.from({ length: 60 }, (_, index) => 10 + index);

describe('successive halving', () => {
  it('finds the cheapest in a fifth of the runs of an exhaustive search', async () => {
    const shuffled = costs.toSorted((a, b) => ((a * 37) % 61) - ((b * 37) % 61));
    const { best, runs, ties } = await search(shuffled.map((cost) => ({ cost, failsAt: Infinity })));
    assert.equal(best?.candidate.cost, 10);
    assert.equal(best.samples.length, SEEDS);
    assert.deepEqual(ties, []);
    assert.ok(runs < (costs.length * SEEDS) / 5, `${runs}`);
  });

  it('never recommends what fails with a single seed, however late, and takes the next in its place', async () => {
    const failing = [0, 1, 2, 5, 12, 20, 28, 29];
    const candidates = costs.map((cost, index) => ({ cost, failsAt: failing[index] ?? Infinity }));
    const { best } = await search(candidates);
    assert.equal(best?.candidate.cost, 10 + failing.length);
  });

  it('says which come nearest where none holds', async () => {
    const { best, ranked } = await search(costs.map((cost) => ({ cost, failsAt: cost === 40 ? 29 : 0 })));
    assert.equal(best, undefined);
    assert.equal(ranked[0]?.candidate.cost, 40);
  });

  it('does not pretend that equals differ', async () => {
    const rng = prng(3);
    const noisy = [1, 2].map((id) => ({ id }));
    const found = await successiveHalving({
      ...{ candidates: noisy, seeds: SEEDS },
      evaluate: (work) => Promise.resolve(work.map(() => ({ cost: 10 + rng.float(), missedBy: 0 }))),
    });
    assert.equal(found.ties.length, 1);
    assert.equal(found.best?.samples.length, 2 * SEEDS, 'it tried harder first');
  });

  it('tries what lies around the winner, and never takes from there what fails with a seed', async () => {
    /** The cheapest is at 27; what is below 25 fails late. */
    const candidates = [10, 20, 40, 80].map((at) => ({ at }));
    const known = new Set(candidates.map(({ at }) => at));
    const { best, ranked } = await successiveHalving({
      ...{ candidates, seeds: SEEDS },
      neighboursOf: ({ at }) =>
        [at * 0.7, at * 1.4]
          .map(Math.round)
          .filter((one) => !known.has(one))
          .map((one) => {
            known.add(one);
            return { at: one };
          }),
      evaluate: (work) =>
        Promise.resolve(
          work.map(({ candidate: { at }, turn }) =>
            sampleOf({ cost: 10 + Math.abs(at - 27), failsAt: at < 25 ? 20 : Infinity }, turn),
          ),
        ),
    });
    assert.equal(best?.candidate.at, 28);
    assert.deepEqual(new Set(ranked.map(({ candidate }) => candidate.at)), known);
  });

  it('runs no more than a few seeds of what fails with the first', async () => {
    let runs = 0;
    const { best } = await successiveHalving({
      ...{
        candidates: [
          { cost: 1, failsAt: 3 },
          { cost: 2, failsAt: Infinity },
        ],
        seeds: SEEDS,
      },
      evaluate: (work) => {
        runs += work.filter(({ candidate }) => candidate.cost === 1).length;
        return Promise.resolve(work.map(({ candidate, turn }) => sampleOf(candidate, turn)));
      },
    });
    assert.equal(best?.candidate.cost, 2);
    assert.ok(runs <= 8, `${runs}`);
  });

  it('ends where it is told to, with what it has', async () => {
    const found = await search(
      costs.map((cost) => ({ cost, failsAt: Infinity })),
      1,
    );
    assert.ok(found.interrupted);
    assert.equal(found.best, undefined);
    assert.equal(found.ranked[0]?.candidate.cost, 10);
  });
});
