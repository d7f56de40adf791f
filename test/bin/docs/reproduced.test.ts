/** docs/reproduced.json keeps what was measured of every published figure; measuring one again leaves the others as they are. */

import assert from 'node:assert/strict';
import { measuredBefore, merged, reproducedDocument } from '../../../src/bin/docs/reproduced-document.ts';
import { REPRODUCTION_NAMES } from '../../../src/simulate/reproduce/names.ts';
import type { Reproduced } from '../../../src/simulate/reproduce/reproduction.ts';
import { REPRODUCTIONS } from '../../../src/simulate/reproduce/reproductions.ts';

function reproduced(name: Reproduced['name'], mean: number): Reproduced {
  const [first] = REPRODUCTIONS[name].cases;
  const [figure = ''] = Object.keys(REPRODUCTIONS[name].figures);
  const one = { case: first?.name ?? '', figure, published: -1, mean, halfWidth: 0.5, turns: 7 };
  return { name, seed: 3, figures: [one] };
}

describe('the published figures made again', () => {
  it('have been measured, each of them', () => {
    const all = measuredBefore();
    for (const name of REPRODUCTION_NAMES) {
      const has = new Set(
        all.find((one) => one.name === name)?.figures.map((one) => `${one.case}: ${one.figure}`),
      );
      const { cases, figures } = REPRODUCTIONS[name];
      const lacking = cases
        .flatMap((one) => Object.keys(figures).map((figure) => `${one.name}: ${figure}`))
        .filter((figure) => !has.has(figure));
      assert.deepEqual(lacking, [], `npm run reproduce -- ${name}`);
    }
  });

  it('keep what was not measured again, in the order of their names', () => {
    const [swim, pbs, newer] = [reproduced('swim', 1), reproduced('pbs', 2), reproduced('swim', 3)];
    assert.deepEqual(merged([swim, pbs], [newer]), [pbs, newer]);
  });

  it('stand beside what the code says is published, and are unknown where nobody measured', () => {
    const text = reproducedDocument([reproduced('lifeguard', 1.25)]);
    assert.match(
      text,
      /\| 1 of 100 slow \| 2 \| 1\.25 ± 0\.5 \| −38 % \|\n\| 4 of 100 slow \| 2 \| - \| - \|/,
    );
    assert.match(text, /7 measurements of each case, from seed 3 on/);
    for (const name of REPRODUCTION_NAMES) assert.ok(text.includes(`## ${name}: `), name);
  });
});
