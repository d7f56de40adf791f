/** What was published comes out of our replicas, at a few cases of each; and what is said of it is worth what it says. */

import assert from 'node:assert/strict';
import { REPRODUCTION_NAMES } from '../../../src/simulate/reproduce/names.ts';
import { reproducedOf, turnsOf, type Reproduction } from '../../../src/simulate/reproduce/reproduction.ts';
import { REPRODUCTIONS } from '../../../src/simulate/reproduce/reproductions.ts';

/** Ours beside theirs, of one case. @param tolerance as a share of theirs */
function agrees(
  { cases }: Reproduction,
  place: number,
  figures: readonly string[],
  tolerance: number,
  seeds = [1],
): void {
  const one = cases[place] ?? assert.fail('no such case');
  const measured = seeds.map((seed) => one.measure(seed));
  for (const figure of figures) {
    const ours = measured.reduce((sum, turn) => sum + (turn[figure] ?? NaN), 0) / measured.length;
    const theirs = one.published[figure] ?? NaN;
    const isNear = Math.abs(ours - theirs) <= tolerance * theirs;
    assert.ok(isNear, `${one.name}: ${figure} is ${ours}, published: ${theirs}`);
  }
}

describe('reproductions', () => {
  for (const [name, place] of [
    ['demers-1', 0],
    ['demers-1', 1],
    ['demers-2', 0],
    ['demers-2', 1],
  ] as const) {
    it(`has the residue and the traffic of ${name}, row ${place + 1}`, () => {
      agrees(REPRODUCTIONS[name], place, ['residue', 'traffic'], 0.2, [1, 2]);
    }).timeout(120_000);
  }

  it('has the residue, the traffic and the times of pull', () => {
    const wholeTable = ['residue', 'traffic', 'meanCycles', 'lastCycles'];
    agrees(REPRODUCTIONS['demers-3'], 0, wholeTable, 0.2);
  }).timeout(120_000);

  it('sees a write with the probability that PBS has', () => {
    for (const place of [0, 1, 2]) agrees(REPRODUCTIONS.pbs, place, ['atOncePercent'], 0.06);
    for (const place of [0, 1, 2]) agrees(REPRODUCTIONS.pbs, place, ['laterPercent'], 0.005);
  }).timeout(120_000);

  it('sends each payload once along the trees of Plumtree', () => {
    for (const { measure } of REPRODUCTIONS.plumtree.cases) {
      const { redundancy = NaN } = measure(1);
      assert.ok(redundancy >= 0 && redundancy < 0.02, `${redundancy}`);
    }
  }).timeout(120_000);

  it('reaches as many members as Serf expects, and sooner', () => {
    agrees(REPRODUCTIONS.serf, 0, ['reachedPercent'], 0.25);
    agrees(REPRODUCTIONS.serf, 5, ['reachedPercent'], 0.001);
  });

  it('accuses as many live members as the SWIM paper expects', () => {
    agrees(REPRODUCTIONS.swim, 2, ['suspicionsPerMin'], 0.2);
  }).timeout(60_000);

  it('leaves few of the false failures of SWIM with Lifeguard, where members are slow', () => {
    const { percentOfSwim = NaN } = REPRODUCTIONS.lifeguard.cases[1]?.measure(1) ?? {};
    assert.ok(percentOfSwim > 0 && percentOfSwim < 25, `${percentOfSwim}`);
  }).timeout(60_000);

  it('reaches all live nodes along the views of HyParView, once those who failed are replaced', () => {
    const { repairedPercent = NaN, unnoticedPercent = NaN } =
      REPRODUCTIONS.hyparview.cases[1]?.measure(1) ?? {};
    assert.ok(repairedPercent >= 99, `${repairedPercent}`);
    assert.ok(unnoticedPercent > 30 && unnoticedPercent < 99, `${unnoticedPercent}`);
  }).timeout(60_000);

  it('has each under its own name, with what is published of every figure', () => {
    for (const name of REPRODUCTION_NAMES) {
      const { name: own, cases, figures } = REPRODUCTIONS[name];
      assert.equal(own, name);
      for (const { published } of cases)
        assert.deepEqual(Object.keys(published).toSorted(), Object.keys(figures).toSorted());
    }
  });
});

describe('what is said of a reproduction', () => {
  const published = { share: 0.5, time: null };
  const plain: Reproduction = {
    ...{ name: 'serf', title: '', source: '', mapping: '' },
    figures: { share: '', time: '' },
    cases: [
      { name: 'a', published, resolution: { share: 0.01 }, measure: () => ({}) },
      { name: 'b', published, resolution: { share: 0.01 }, measure: () => ({}) },
    ],
  };

  it('measures every case as often, each time with another seed', () => {
    const turns = turnsOf(plain, 7, 3);
    assert.deepEqual(
      turns.map(({ place, seed }) => [place, seed]),
      [...[0, 1, 2].map((turn) => [0, 7 + turn]), ...[0, 1, 2].map((turn) => [1, 10 + turn])],
    );
  });

  it('has the mean with its interval, by the rule of three where nothing varied, and over what is known', () => {
    const of = reproducedOf(plain, 1, [
      ...[
        { share: 0, time: 1 },
        { share: 0, time: 3 },
      ],
      ...[
        { share: 0.4, time: NaN },
        { share: 0.6, time: 8 },
      ],
    ]);
    const [aShare, aTime, bShare, bTime] = of.figures;
    assert.deepEqual([aShare?.mean, aShare?.halfWidth], [0, 0.015]);
    assert.deepEqual([aTime?.mean, aTime?.published, aTime?.turns], [2, null, 2]);
    assert.equal(aTime?.halfWidth.toFixed(2), '12.71');
    assert.equal(bShare?.mean, 0.5);
    assert.deepEqual([bTime?.mean, bTime?.turns, bTime?.halfWidth], [8, 1, Infinity]);
  });
});
