/** Since when a replica holds a version, against the plain list of everything it was seen to hold. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HeldVersions, MAX_STEPS, type WireVersion } from '../../../src/check/audit/held-versions.ts';

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
        const held = new HeldVersions();
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
      { numRuns: 1000 },
    );
  });

  it('forget the oldest steps beyond their limit, and know it', () => {
    const held = new HeldVersions();
    const at = (clockUs: number): WireVersion => ({ clockUs, origin: 'n1#0' });
    for (let i = 1; i <= MAX_STEPS + 2; i++) held.hold(at(i), i);
    assert.deepEqual([held.remembers(at(2)), held.remembers(at(3))], [false, true]);
    assert.deepEqual([held.sinceMs(at(1)), held.sinceMs(at(3))], [3, 3]);
  });
});
