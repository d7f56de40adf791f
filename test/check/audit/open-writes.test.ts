/** Open writes in the order of their versions: a step finds those that it reaches, and none that have converged or are gone. */

import assert from 'node:assert/strict';
import { OpenWrites } from '../../../src/check/audit/open-writes.ts';

interface Write {
  readonly version: { readonly clockUs: number; readonly origin: string };
  remaining: number;
}

const write = (clockUs: number): Write => ({ version: { clockUs, origin: 'n1#0' }, remaining: 1 });

describe('open writes', () => {
  const [one, two, three, four] = [write(1), write(2), write(3), write(4)];
  const open = (...writes: readonly Write[]): OpenWrites<Write> => {
    const all = new OpenWrites<Write>();
    for (const each of [one, two, three, four]) each.remaining = 1;
    for (const each of writes) all.add(each);
    return all;
  };
  const clocks = (all: OpenWrites<Write>, after = 0, through = 9): number[] =>
    all
      .between({ clockUs: after, origin: '' }, { clockUs: through, origin: 'n9' })
      .map(({ version }) => version.clockUs);

  it('are found between two versions, in whatever order they came', () => {
    const all = open(three, one, four, two);
    assert.deepEqual(clocks(all), [1, 2, 3, 4]);
    assert.deepEqual(
      all.between(one.version, three.version),
      [two, three],
      'later than the one, not later than the other',
    );
    assert.deepEqual(all.between(undefined, two.version), [one, two]);
  });

  it('are there once, however often they are added', () => {
    assert.deepEqual(clocks(open(one, two, one, two, two)), [1, 2]);
  });

  it('go when they are deleted, the first as well as the last, and nothing else goes', () => {
    for (const gone of [one, two, three]) {
      const all = open(one, two, three);
      all.delete(gone);
      assert.deepEqual(
        clocks(all),
        [1, 2, 3].filter((clockUs) => clockUs !== gone.version.clockUs),
      );
      all.delete(gone);
      all.delete(four);
      assert.equal(clocks(all).length, 2);
    }
  });

  it('are not found any more when they have converged, at once and later', () => {
    const all = open(one, two, three, four);
    for (const [i, each] of [two, one, four].entries()) {
      each.remaining = 0;
      all.delete(each);
      assert.equal(clocks(all).length, 3 - i);
    }
    assert.deepEqual(clocks(all), [3]);
  });
});
