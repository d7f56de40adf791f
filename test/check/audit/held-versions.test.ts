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
  size: 'max',
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

  it('never forget what is held', () => {
    const held = new HeldVersions(new StepBudget(0));
    for (const seq of [1, 2, 3]) held.hold({ clockUs: seq, origin: 'n1#0' }, seq);
    assert.deepEqual([held.latest?.clockUs, held.sinceMs({ clockUs: 3, origin: 'n1#0' })], [3, 3]);
  });
});
