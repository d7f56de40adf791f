/** Version vectors with exceptions, against a plain set. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { VersionVector } from '../../../src/core/store/version-vector.ts';
import { GAP_LIMIT, Seen } from '../../../src/core/store/seen.ts';
import type { Origin } from '../../../src/protocol/names.ts';

type Action = { readonly add: number } | { readonly from: number; readonly length: number };

const seqs = fc.integer({ min: 1, max: 60 });
const actions = fc.array(
  fc.oneof(fc.record({ add: seqs }), fc.record({ from: seqs, length: fc.integer({ min: 0, max: 10 }) })),
);

function apply(seen: Seen, oracle: Set<number>, action: Action): void {
  if ('add' in action) {
    assert.equal(seen.add(action.add), !oracle.has(action.add));
    oracle.add(action.add);
    return;
  }
  seen.addRun(action.from, action.from + action.length);
  for (let seq = action.from; seq <= action.from + action.length; seq++) oracle.add(seq);
}

describe('version vector with exceptions', () => {
  it('knows exactly what a plain set knows', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const seen = new Seen();
        const oracle = new Set<number>();
        for (const action of list) {
          apply(seen, oracle, action);
          for (let seq = 1; seq <= 75; seq++) assert.equal(seen.has(seq), oracle.has(seq), `${seq}`);
          assert.ok(!seen.has(seen.through + 1), 'through reaches as far as it can');
          assert.ok(
            [...seen.beyond].every((seq) => seq > seen.through + 1),
            'exceptions lie beyond the gap',
          );
        }
      }),
    );
  });

  it('describes itself completely in its runs', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const seen = new Seen();
        for (const action of list) apply(seen, new Set(oracleOf(seen)), action);
        const copy = new Seen();
        if (seen.through > 0) copy.addRun(1, seen.through);
        for (const [from, to] of seen.runs()) copy.addRun(from, to);
        assert.deepEqual(oracleOf(copy), oracleOf(seen));
      }),
    );
  });

  it('forgets what does not fit beyond a gap, and takes it when it comes again', () => {
    const seen = new Seen();
    for (let seq = 2; seq < 2 + GAP_LIMIT; seq++) assert.ok(seen.add(seq));
    assert.equal(seen.add(GAP_LIMIT + 10), false);
    assert.equal(seen.has(GAP_LIMIT + 10), false);
    assert.ok(seen.add(1));
    assert.equal(seen.through, GAP_LIMIT + 1);
    assert.ok(seen.add(GAP_LIMIT + 10));
  });

  it('keeps origins apart and lists them in one order', () => {
    const vector = new VersionVector();
    const [a, b] = ['n1#1' as Origin, 'n2#1' as Origin];
    vector.add(b, 1);
    vector.addRun(a, 1, 3);
    assert.deepEqual(
      vector.all().map(({ origin }) => origin),
      [a, b],
    );
    assert.deepEqual([vector.through(a), vector.through(b), vector.has(b, 2)], [3, 1, false]);
  });
});

function oracleOf(seen: Seen): number[] {
  return Array.from({ length: 75 }, (_, i) => i + 1).filter((seq) => seen.has(seq));
}
