/** Since when a replica holds a version, against the plain list of everything it was seen to hold. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HeldVersions, StepBudget, type WireVersion } from '../../../src/check/audit/held-versions.ts';
import { cases } from '../../support/random-cases.ts';

const version = fc.record({
  clockUs: fc.nat({ max: 10 }),
  origin: fc.constantFrom('n1#0', 'n2#0'),
});
const holdings = fc.array(fc.record({ version, atMs: fc.nat({ max: 20 }) }), {
  maxLength: 30,
});

describe('held versions', () => {
  it('date each version by the earliest holding of it or of a later one, in whatever order they are learnt', () => {
    fc.assert(
      fc.property(holdings, version, (all, wanted) => {
        const held = new HeldVersions(new StepBudget());
        for (const each of all) held.hold(each.version, each.atMs);
        const rank = ({ clockUs, origin }: WireVersion): string =>
          `${String(clockUs).padStart(2, '0')} ${origin}`;
        const covering = all.filter((each) => rank(each.version) >= rank(wanted));
        const expected = covering.length === 0 ? undefined : Math.min(...covering.map(({ atMs }) => atMs));
        assert.equal(held.sinceMs(wanted), expected);
        const ranks = all.map((each) => rank(each.version)).sort();
        assert.equal(held.latest && rank(held.latest), ranks.at(-1));
        assert.ok(held.remembers(wanted));
      }),
      { numRuns: cases(1000) },
    );
  });

  it('share their room: beyond it the oldest step of the growing one goes, and that is known', () => {
    const budget = new StepBudget(4);
    const [one, other] = [new HeldVersions(budget), new HeldVersions(budget)];
    const at = (clockUs: number): WireVersion => ({ clockUs, origin: 'n1#0' });
    for (const seq of [1, 2]) one.hold(at(seq), seq);
    for (const seq of [1, 2, 3, 4]) other.hold(at(seq), seq);
    assert.deepEqual([one.remembers(at(1)), one.sinceMs(at(1))], [true, 1]);
    assert.deepEqual([other.remembers(at(2)), other.remembers(at(3))], [false, true]);
    assert.deepEqual([other.sinceMs(at(1)), other.sinceMs(at(3))], [3, 3]);
  });

  describe('count their steps, and', () => {
    const at = (clockUs: number): WireVersion => ({ clockUs, origin: 'n1#0' });

    it('give back the room of those that are gone', () => {
      const budget = new StepBudget(2);
      const one = new HeldVersions(budget);
      for (const seq of [1, 2, 3]) one.hold(at(seq), seq);
      one.forget();
      const other = new HeldVersions(budget);
      for (const seq of [1, 2]) other.hold(at(seq), seq);
      assert.ok(other.remembers(at(1)));
      assert.equal(one.latest, undefined);
    });

    it('make one of a version that was held earlier than was known, and none of what came too late', () => {
      const held = new HeldVersions(new StepBudget(2));
      held.hold(at(1), 10);
      held.hold(at(1), 5);
      held.hold(at(2), 20);
      assert.deepEqual([held.remembers(at(1)), held.sinceMs(at(1))], [true, 5]);
      const late = new HeldVersions(new StepBudget());
      late.hold(at(2), 10);
      late.hold(at(1), 10);
      assert.deepEqual([late.tookIn(at(1)), late.sinceMs(at(1))], [false, 10]);
      const same = new HeldVersions(new StepBudget());
      same.hold(at(1), 10);
      same.hold(at(2), 10);
      assert.deepEqual([same.tookIn(at(1)), same.tookIn(at(2))], [false, true]);
    });

    it('stay in order where all that is left is replaced', () => {
      const held = new HeldVersions(new StepBudget(6));
      for (const seq of [1, 2, 3, 4, 5, 6, 7]) held.hold(at(seq), 10 * seq);
      held.hold(at(8), 0);
      assert.deepEqual([held.sinceMs(at(3)), held.sinceMs(at(8)), held.latest?.clockUs], [0, 0, 8]);
    });
  });

  it('keep each version with its origin when the oldest go', () => {
    const held = new HeldVersions(new StepBudget(0));
    held.hold({ clockUs: 1, origin: 'n1#0' }, 1);
    held.hold({ clockUs: 2, origin: 'n2#0' }, 2);
    assert.deepEqual(held.latest, { clockUs: 2, origin: 'n2#0' });
    assert.equal(held.remembers({ clockUs: 1, origin: 'n1#0' }), false);
    assert.equal(held.remembers({ clockUs: 2, origin: 'n2#0' }), true);
  });

  it('never forget what is held', () => {
    const held = new HeldVersions(new StepBudget(0));
    for (const seq of [1, 2, 3]) held.hold({ clockUs: seq, origin: 'n1#0' }, seq);
    assert.deepEqual([held.latest?.clockUs, held.sinceMs({ clockUs: 3, origin: 'n1#0' })], [3, 3]);
  });
});
