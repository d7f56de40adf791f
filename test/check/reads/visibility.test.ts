/** The curve of staleness by time since the write: every read in its bin, once. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isServed } from '../../../src/check/history.ts';
import { judgeReads } from '../../../src/check/reads/stale-reads.ts';
import { visibility } from '../../../src/check/reads/visibility.ts';
import { op, runs } from '../model.ts';

describe('t-visibility', () => {
  it('puts each read that follows an acknowledged write into exactly one bin, as a plain loop does', () => {
    fc.assert(
      fc.property(runs, ({ history, skewMs }) => {
        const verdict = judgeReads(history, skewMs);
        const bins = visibility(history, verdict);
        const stale = new Map(verdict.staleReads.map(({ read, certain }) => [read.id, certain]));
        const times = history.filter(isServed).flatMap((read) => {
          if (read.kind !== 'read') return [];
          const acks = history
            .filter(isServed)
            .filter(({ kind, key, completedAtMs }) => {
              return kind === 'write' && key === read.key && completedAtMs < read.invokedAtMs;
            })
            .map(({ completedAtMs }) => completedAtMs);
          if (acks.length === 0) return [];
          return [{ sinceMs: read.invokedAtMs - Math.max(...acks), stale: stale.get(read.id) === true }];
        });
        for (const bin of bins) {
          const within = times.filter(({ sinceMs }) => sinceMs >= bin.fromMs && sinceMs < bin.toMs);
          assert.equal(bin.reads, within.length);
          assert.equal(bin.stale, within.filter((time) => time.stale).length);
        }
        assert.equal(
          bins.reduce((sum, bin) => sum + bin.reads, 0),
          times.length,
        );
      }),
    );
  });

  it('takes each read of a transaction by itself, though all have its id', () => {
    const history = [
      ...[op('write', 'x', '1', 0, 1), op('write', 'x', '2', 5, 6), op('write', 'y', '3', 0, 1)],
      ...[op('read', 'x', '1', 20, 21), op('read', 'y', '3', 20, 21)].map((read) => ({ ...read, id: 9 })),
    ];
    const bins = visibility(history, judgeReads(history));
    assert.deepEqual(
      bins.filter(({ reads }) => reads > 0).map(({ reads, stale }) => [reads, stale]),
      [[2, 1]],
    );
  });

  it('has three bins a decade, without gaps, up to the longest time', () => {
    const history = [op('write', 'x', '1', 0, 0), op('read', 'x', '1', 20, 21)];
    assert.deepEqual(
      visibility(history, judgeReads(history)).map(({ fromMs, toMs, reads }) => [fromMs, toMs, reads]),
      [
        [0, 1, 0],
        [1, 2, 0],
        [2, 5, 0],
        [5, 10, 0],
        [10, 20, 0],
        [20, 50, 1],
      ],
    );
  });

  it('is empty without writes', () => {
    const history = [op('read', 'x', undefined, 20, 21)];
    assert.deepEqual(visibility(history, judgeReads(history)), []);
  });
});
