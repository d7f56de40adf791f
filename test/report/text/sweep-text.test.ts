/** A sweep as text: a row and two bars for each run, and when the network was cut. */

import assert from 'node:assert/strict';
import { makePaint } from '../../../src/report/text/paint.ts';
import type { RunGroup } from '../../../src/report/measures/groups.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { renderSweep } from '../../../src/report/text/sweep-text.ts';
import { widthOf } from '../../../src/report/text/wrap.ts';
import { sampleRun } from '../sample.ts';

const groupOf = (run: Run): RunGroup => ({ runs: [run], middle: run });

const at = (width: number) => ({ paint: makePaint(false), width });

describe('a sweep as text', () => {
  it('says once for each scenario when the network was cut', () => {
    const runs = [1, 40, 1, 40].map((scale) => sampleRun(scale === 1 ? 'normal' : 'partition', scale));
    const names = ['a, normal', 'a, partition', 'b, normal', 'b, partition'];
    const lines = (some: Run[]): string[] =>
      renderSweep(some.map(groupOf), names, at(100))
        .split('\n')
        .filter((line) => line.includes('cut from'));
    assert.deepEqual(lines(runs), ['partition: cut from 3.3 s to 6.7 s, n1 | n2 n3']);
    const [first, second, third, last = second] = runs;
    assert.ok(first !== undefined && second !== undefined && third !== undefined && last !== undefined);
    const other = { ...last, partitions: last.partitions.map((cut) => ({ ...cut, groups: 'n2 | n1 n3' })) };
    assert.deepEqual(lines([first, second, third, other]), [
      'a, partition: cut from 3.3 s to 6.7 s, n1 | n2 n3',
      'b, partition: cut from 3.3 s to 6.7 s, n2 | n1 n3',
    ]);
  });

  it('takes convergence from the best source, and has no bar for what nobody knows', () => {
    const silent: Run = { ...sampleRun('normal', 1), observedConvergenceMs: null };
    const unknown: Run = { ...silent, convergenceMs: null };
    const text = renderSweep([silent, unknown].map(groupOf), ['reported', 'unknown'], at(100));
    const bars = text.slice(text.indexOf('convergence p50 (ms)\n')).split('\n').slice(1);
    assert.deepEqual(bars, [`  reported │${'█'.repeat(40)} 25.0`, '  unknown    –']);
  });

  it('stands in few columns, its bars below their names', () => {
    const name = 'rumor-mongering, partition';
    for (const width of [24, 36, 40, 60]) {
      const text = renderSweep([groupOf(sampleRun('partition', 40))], [name], at(width));
      const rest = text.replace(/^partition: cut .*$/m, '');
      assert.ok(widthOf(rest) <= Math.max(width, name.length + 3), text);
      assert.match(
        rest,
        width < 48 ? /rumor-mongering, partition\n {2}│█+ 4\.00$/m : /partition │█+ 4\.00$/m,
      );
    }
  });
});
