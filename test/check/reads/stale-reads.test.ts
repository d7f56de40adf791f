/** Stale reads from outside: against the known truth of random runs, and against the definition taken word by word. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isServed, type Operation, type ServedOperation } from '../../../src/check/history.ts';
import { judgeReads } from '../../../src/check/reads/stale-reads.ts';
import {
  isPossible,
  missedBy,
  op,
  runs,
  runsWithDeletes,
  settledAtMs,
  type Run,
  type Truth,
} from '../model.ts';
import { cases } from '../../support/random-cases.ts';

/** The definition in O(n²): what a read certainly and possibly missed. */
function missedByDefinition(
  read: ServedOperation,
  history: readonly Operation[],
  skewMs: number,
): { certainly: ServedOperation[]; possibly: Operation[] } {
  const writes = history.filter((other) => isPossible(other) && other.key === read.key);
  const seen = writes.find((write) => write.value === read.value);
  const seenSettledMs = seen === undefined ? -Infinity : settledAtMs(seen, history);
  const certainly = writes
    .filter(isServed)
    .filter(
      (write) =>
        write.invokedAtMs > seenSettledMs + skewMs && write.completedAtMs < read.invokedAtMs - skewMs,
    );
  const possibly = writes.filter(
    (write) =>
      write !== seen &&
      !(settledAtMs(write, history) < (seen?.invokedAtMs ?? -Infinity) - skewMs) &&
      write.invokedAtMs < read.completedAtMs + skewMs,
  );
  return { certainly, possibly };
}

/** The reads that a node may have counted: all but those that failed. */
function answerable({ truths }: Run): Truth[] {
  return truths.filter(({ op: { kind, error } }) => kind === 'read' && error === undefined);
}

describe('stale reads', () => {
  it('lie between what is certain and what is possible, each one and in age and depth', () => {
    let stale = 0;
    fc.assert(
      fc.property(fc.oneof(runs, runsWithDeletes), (run) => {
        const verdict = judgeReads(run.history, run.skewMs);
        const judged = new Map(verdict.staleReads.map((each) => [each.read.id, each]));
        let truly = 0;
        for (const truth of answerable(run)) {
          const missed = missedBy(truth, run);
          if (missed.length > 0) truly++;
          if (!isServed(truth.op)) continue;
          const each = judged.get(truth.op.id);
          if (missed.length === 0) {
            assert.ok(each?.certain !== true, 'a fresh read is not certainly stale');
            continue;
          }
          stale++;
          assert.ok(each !== undefined, 'a stale read is possibly stale');
          const ageMs = (truth.stampMs ?? NaN) - Math.min(...missed.map((write) => write.stampMs ?? NaN));
          assert.ok(each.ageMs.lo <= ageMs + 1e-9 && ageMs <= each.ageMs.hi + 1e-9, `age ${ageMs}`);
          assert.ok(each.depth.lo <= missed.length && missed.length <= each.depth.hi, 'depth');
        }
        assert.ok(verdict.certain <= truly && truly <= verdict.possible);
        assert.equal(verdict.invented.count, 0);
      }),
      { numRuns: cases(2000) },
    );
    assert.ok(stale > 100, 'the runs have stale reads');
  });

  it('are counted as the definition says', () => {
    fc.assert(
      fc.property(runs, ({ history, skewMs }) => {
        const verdict = judgeReads(history, skewMs);
        const judged = new Map(verdict.staleReads.map((each) => [each.read.id, each]));
        for (const read of history.filter(isServed).filter(({ kind }) => kind === 'read')) {
          const { certainly, possibly } = missedByDefinition(read, history, skewMs);
          const each = judged.get(read.id);
          assert.equal(each?.depth.lo ?? 0, certainly.length);
          assert.equal(each?.depth.hi ?? 0, possibly.length);
          assert.equal(each?.certain ?? false, certainly.length > 0);
          if (each === undefined) continue;
          const oldest = Math.min(...possibly.map((write) => write.invokedAtMs));
          assert.equal(each.ageMs.hi, read.completedAtMs - oldest + skewMs);
          if (certainly.length === 0) continue;
          const ack = Math.min(...certainly.map((write) => write.completedAtMs));
          assert.equal(each.ageMs.lo, Math.max(0, read.invokedAtMs - ack - skewMs));
        }
      }),
      { numRuns: cases(2000) },
    );
  });

  it('are the same in whatever order the operations are listed', () => {
    fc.assert(
      fc.property(fc.oneof(runs, runsWithDeletes), fc.nat(), ({ history, skewMs }, by) => {
        const turned = [...history.slice(by % 40), ...history.slice(0, by % 40)].reverse();
        const [one, other] = [history, turned].map((all) => {
          const { staleReads, ...verdict } = judgeReads(all, skewMs);
          const byId = staleReads.toSorted((a, b) => a.read.id - b.read.id);
          return { ...verdict, invented: verdict.invented.count, byId };
        });
        assert.deepEqual(one, other);
      }),
      { numRuns: cases(1000) },
    );
  });

  it('are certain when a later write had been acknowledged, with its age and depth', () => {
    const verdict = judgeReads([
      op('write', 'x', '1', 0, 1),
      op('write', 'x', '2', 10, 12),
      op('write', 'x', '3', 20, 22),
      op('read', 'x', '1', 30, 31),
    ]);
    assert.deepEqual([verdict.reads, verdict.certain, verdict.possible, verdict.fresh], [1, 1, 1, 0]);
    assert.deepEqual([verdict.unanswered, verdict.failed], [0, 0]);
    assert.deepEqual(verdict.staleReads[0]?.ageMs, { lo: 18, hi: 21 });
    assert.deepEqual(verdict.staleReads[0].depth, { lo: 2, hi: 2 });
  });

  it('are only possible while the missed write is under way, or overlaps the one returned', () => {
    const overlapping = [
      op('write', 'x', '1', 0, 5),
      op('write', 'x', '2', 3, 6),
      op('read', 'x', '1', 9, 10),
    ];
    const underWay = [op('write', 'x', '1', 0, 1), op('write', 'x', '2', 8, 12), op('read', 'x', '1', 9, 10)];
    for (const history of [overlapping, underWay]) {
      const { certain, possible } = judgeReads(history);
      assert.deepEqual([certain, possible], [0, 1]);
    }
  });

  it('include reads that found no key', () => {
    const history = [
      op('write', 1, '1', 0, 1),
      op('read', 1, undefined, 5, 6),
      op('read', '1', undefined, 5, 6),
    ];
    const { certain, fresh } = judgeReads(history);
    assert.deepEqual([certain, fresh], [1, 1], '1 and "1" are two keys');
  });

  it('include reads that saw the value after the delete was acknowledged, and not those that did not', () => {
    const written = op('write', 'x', '1', 0, 1);
    const deleted = op('write', 'x', undefined, 5, 6);
    const stale = judgeReads([written, deleted, op('read', 'x', '1', 10, 11)]);
    assert.deepEqual([stale.certain, stale.staleReads[0]?.ageMs.lo], [1, 4]);
    assert.equal(judgeReads([written, deleted, op('read', 'x', undefined, 10, 11)]).certain, 0);
    const again = op('write', 'x', '2', 8, 9);
    assert.equal(judgeReads([written, deleted, again, op('read', 'x', undefined, 10, 11)]).certain, 1);
  });

  it('are judged by the delete that took effect last, in whatever order deletes are listed', () => {
    const [first, second] = [op('write', 'x', undefined, 5, 6), op('write', 'x', undefined, 15, 16)];
    const between = op('write', 'x', '1', 10, 11);
    const reads = [op('read', 'x', undefined, 12, 13), op('read', 'x', undefined, 20, 21)];
    for (const deletes of [
      [first, second],
      [second, first],
    ]) {
      const { staleReads, certain } = judgeReads([...deletes, between, ...reads]);
      assert.deepEqual([certain, staleReads[0]?.read], [1, reads[0]]);
    }
  });

  it('may hide in reads without an answer, but not in failed ones', () => {
    const verdict = judgeReads([
      op('write', 'x', '1', 0, 1),
      op('read', 'x', undefined, 5, undefined),
      op('read', 'x', undefined, 5, 6, { error: 'crash' }),
    ]);
    const { reads, certain, possible, unanswered, failed } = verdict;
    assert.deepEqual(
      { reads, certain, possible, unanswered, failed },
      {
        reads: 0,
        certain: 0,
        possible: 1,
        unanswered: 1,
        failed: 1,
      },
    );
  });

  it('are not those that return what nobody wrote, or not yet: these are invented', () => {
    const verdict = judgeReads([
      op('write', 'x', '1', 10, 11),
      op('read', 'x', '1', 5, 6),
      op('read', 'x', '"?"', 20, 21),
    ]);
    assert.equal(verdict.invented.count, 2);
    assert.equal(verdict.possible + verdict.fresh, 0);
  });

  it('are judged without quadratic work: four times the operations cost no ten times the processor', () => {
    const few = historyOf(4_000);
    const many = historyOf(16_000);
    const verdict = judgeReads(many);
    assert.equal(verdict.reads, 16_000);
    // One read in seven sees the newest write; the first few cannot be older than the first.
    assert.ok(Math.abs(verdict.certain - (16_000 * 6) / 7) < 20, `${verdict.certain}`);
    assert.equal(verdict.certain, verdict.possible);
    const [fewMs, manyMs] = [few, many].map(processorMs) as [number, number];
    assert.ok(manyMs < 10 * fewMs, `${fewMs} ms became ${manyMs} ms`);
  });
});

/** So many writes and reads, the reads up to six writes behind. */
function historyOf(count: number): Operation[] {
  return Array.from({ length: count }, (_, i) => {
    const key = i % 3;
    const seen = `${Math.max(key, i - 3 * (i % 7))}`;
    return [op('write', key, `${i}`, i, i + 0.5), op('read', key, seen, i + 0.6, i + 0.7)];
  }).flat();
}

/** What judging costs, whatever else the machine does: the least of three attempts. */
function processorMs(history: readonly Operation[]): number {
  const attempts = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    judgeReads(history);
    return process.cpuUsage(before).user / 1000;
  });
  return Math.min(...attempts);
}
