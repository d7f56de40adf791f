/** Numbers by labels, handed over as they change; and what is counted on its way to a sketch. */

import assert from 'node:assert/strict';
import { Cells } from '../../../src/observe/metrics/cells.ts';
import { QuantileSummary } from '../../../src/observe/metrics/quantile-summary.ts';
import { Sketch } from '../../../src/observe/metrics/sketch.ts';
import { Tally } from '../../../src/observe/metrics/tally.ts';

const SPEC = {
  name: 'c',
  type: 'counter',
  unit: 'things',
  help: 'Help.',
  labels: [{ name: 'op', values: ['read', 'write'] }],
} as const;

function drained(cells: Cells, startAgain: boolean): unknown[] {
  const taken: unknown[] = [];
  cells.drain((labels, value) => taken.push([labels['op'], value]), startAgain);
  return taken;
}

describe('cells', () => {
  it('hand over what changed since the last time, counters from 0 again, levels as they are', () => {
    const cells = new Cells(SPEC);
    const [read = NaN, write = NaN] = [cells.index('read'), cells.index('write')];
    cells.add(read, 2);
    assert.deepEqual(drained(cells, false), [['read', 2]]);
    cells.add(read, 1);
    assert.deepEqual(drained(cells, true), [['read', 3]]);
    cells.add(read, 1);
    cells.set(write, 5);
    assert.deepEqual(drained(cells, true), [['read', 1], ['write', 5]]); // oxfmt-ignore
    assert.deepEqual(drained(cells, true), []);
  });

  it('are for labels whose values are listed', () => {
    const labels = [{ name: 'node', values: 'constant' }] as const;
    assert.throws(() => new Cells({ ...SPEC, labels }), /the values of label node are listed/);
  });
});

describe('a tally', () => {
  it('takes values from 240 ns to an hour, and gives each back to within a 512th', () => {
    const tally = new Tally();
    const values = [3e-7, 0.001, 0.75, 1, 3600];
    for (const value of values) assert.ok(tally.add(value, 2), `${value}`);
    for (const value of [0, 1e-7, 5000]) assert.ok(!tally.add(value, 1), `${value}`);
    const taken: [value: number, count: number][] = [];
    tally.drain((...one) => taken.push(one));
    assert.deepEqual(taken.map(([, count]) => count), [2, 2, 2, 2, 2]); // oxfmt-ignore
    for (const [i, [value]] of taken.entries())
      assert.ok(Math.abs(value / (values[i] ?? NaN) - 1) <= 1 / 512, `${value} for ${values[i]}`);
    tally.drain(() => assert.fail('nothing is left'));
  });
});

describe('a summary of quantiles', () => {
  it('starts again from 0 when the registry is reset', async () => {
    const summary = new QuantileSummary({ ...SPEC, type: 'summary' }, new Sketch());
    summary.sketch.accept(3);
    const values = async (): Promise<number[]> => (await summary.get()).values.map(({ value }) => value);
    assert.deepEqual((await values()).slice(-2), [3, 1]);
    summary.reset();
    assert.ok((await values()).every((value) => value === 0));
  });
});
