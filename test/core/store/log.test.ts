/** The log, by origin and in all, beside a plain map of entries. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Log } from '../../../src/core/store/log.ts';
import { OriginLog } from '../../../src/core/store/origin-log.ts';
import { VersionVector } from '../../../src/core/store/version-vector.ts';
import type { Origin } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const SPAN = 40;
const LAST = 120;

/** What the log of one origin is to have. */
class PlainLog {
  first = 1;
  readonly held = new Set<number>();

  add(seq: number): boolean {
    if (this.held.size === 0 && seq > this.first + SPAN) this.first = seq;
    if (seq < this.first || seq >= this.first + SPAN || this.held.has(seq)) return false;
    this.held.add(seq);
    return true;
  }

  prune(through: number): number {
    const gone = [...this.held].filter((seq) => seq <= through);
    for (const seq of gone) this.held.delete(seq);
    this.first = Math.max(this.first, through + 1);
    return gone.length;
  }

  pruneOldest(): boolean {
    const oldest = Math.min(...this.held);
    if (oldest === Infinity) return false;
    this.prune(oldest);
    return true;
  }

  get sorted(): number[] {
    return [...this.held].sort((a, b) => a - b);
  }
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constant('add' as const), seq: fc.integer({ min: 1, max: LAST }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('prune' as const), seq: fc.integer({ min: 1, max: LAST }) }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('oldest' as const), seq: fc.constant(0) }) },
);

describe('the log of one origin', () => {
  it('has what a plain map has, whatever is added, pruned and asked for', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [log, plain] = [new OriginLog(), new PlainLog()];
        for (const { does, seq } of steps) {
          if (does === 'add') assert.equal(log.add(entryWith({ seq }), SPAN), plain.add(seq));
          else if (does === 'prune') assert.equal(log.prune(seq), plain.prune(seq));
          else assert.equal(log.pruneOldest(), plain.pruneOldest());
          const { sorted } = plain;
          assert.deepEqual([log.first, log.end], [plain.first, (sorted.at(-1) ?? plain.first - 1) + 1]);
          assert.deepEqual(
            [...log.entries()].map((entry) => entry.seq),
            sorted,
          );
          for (let one = 0; one <= LAST; one++)
            assert.equal(log.get(one)?.seq, plain.held.has(one) ? one : undefined);
        }
      }),
    );
  });

  it('has entries on both sides of a long gap', () => {
    const log = new OriginLog();
    for (const seq of [2, 5000, 3]) assert.ok(log.add(entryWith({ seq }), 10_000));
    assert.deepEqual(
      [...log.entries()].map(({ seq }) => seq),
      [2, 3, 5000],
    );
    assert.deepEqual([log.prune(4999), log.first, log.get(5000)?.seq], [2, 5000, 5000]);
  });
});

describe('the log of all origins', () => {
  const [A, B] = ['a#0', 'b#0'] as Origin[] as [Origin, Origin];
  const limits = { logEntries: 3, logSpan: 10 };
  let seen: VersionVector;
  let log: Log;
  beforeEach(() => {
    seen = new VersionVector(10);
    log = new Log(seen, limits);
  });
  const add = (origin: Origin, ...seqs: number[]): number[] =>
    seqs.map((seq) => log.add(entryWith({ origin, seq })));

  it('loses the oldest of the origin that grows beyond the limit, and counts it', () => {
    assert.deepEqual(add(A, 1, 2), [0, 0]);
    assert.deepEqual(add(B, 1, 2), [0, 1]);
    assert.deepEqual([log.size, log.get(B, 1), log.get(B, 2)?.seq, log.get(A, 1)?.seq], [3, undefined, 2, 1]);
  });

  it('counts what is too far ahead to be logged, but neither what it has nor what was pruned', () => {
    assert.deepEqual(add(A, 1, 11, 1), [0, 1, 0]);
    log.prune(A, 1);
    assert.deepEqual([log.size, ...add(A, 1)], [0, 0]);
    assert.deepEqual([log.size, ...add(A, 2), log.size], [0, 0, 1]);
  });

  it('has room again for what all replicas have', () => {
    add(A, 1, 2, 3);
    log.prune(A, 0);
    assert.equal(log.size, 3);
    log.prune(A, 2);
    assert.deepEqual([log.size, ...add(B, 1, 2), log.size], [1, 0, 0, 3]);
    assert.equal(log.get('c#0' as Origin, 1), undefined);
  });
});
