/** Committed offsets: whether an answer can be the highest or the latest one, held against trying every order. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Operation } from '../../../src/check/history.ts';
import { CommittedOffsets, type CommittedOffences } from '../../../src/check/kafka/committed.ts';
import { operation } from '../clients-record.ts';

interface Drawn {
  readonly isCommit: boolean;
  readonly offset: number | undefined;
  readonly startMs: number;
  readonly tookMs: number;
  readonly isOpen: boolean;
}

const drawn = fc.array(
  fc.record({
    ...{ isCommit: fc.boolean(), offset: fc.option(fc.nat(3), { nil: undefined }) },
    ...{ startMs: fc.nat(10), tookMs: fc.nat(4), isOpen: fc.boolean() },
  }),
  { maxLength: 7 },
);

const endOf = ({ startMs, tookMs, isOpen, isCommit }: Drawn): number =>
  isOpen && isCommit ? Infinity : startMs + tookMs;

/** By the definitions. */
function expected(ops: readonly Drawn[]): { back: number; invented: number } {
  let [back, invented] = [0, 0];
  const commits = ops.filter(({ isCommit }) => isCommit);
  for (const told of ops.filter(({ isCommit }) => !isCommit)) {
    const { offset } = told;
    const known = commits.filter((one) => endOf(one) < told.startMs);
    const tried = commits.filter((one) => one.offset === offset && one.startMs <= endOf(told));
    const isLatest = tried.some((one) => !known.some((other) => other.startMs > endOf(one)));
    const isHighest = known.every((one) => (offset ?? -1) >= (one.offset ?? 0));
    if (offset !== undefined && tried.length === 0) invented++;
    else if (known.length > 0 && (offset === undefined || (!isLatest && !isHighest))) back++;
  }
  return { back, invented };
}

function found(ops: readonly Drawn[]): CommittedOffences {
  const committed = new CommittedOffsets();
  for (const one of [...ops].sort((a, b) => a.startMs - b.startMs)) {
    const completedAtMs = one.isOpen && one.isCommit ? undefined : one.startMs + one.tookMs;
    const op: Operation = operation({ invokedAtMs: one.startMs, completedAtMs });
    if (one.isCommit) committed.committing(op, one.offset ?? 0);
    else committed.told(op, one.offset);
  }
  return committed.offences();
}

describe('committed offsets', () => {
  it('are the highest or the latest, as the definitions have it', () => {
    let wrong = 0;
    fc.assert(
      fc.property(drawn, (ops) => {
        const whole = ops.map((one) => (one.isCommit ? { ...one, offset: one.offset ?? 0 } : one));
        const { back, invented } = found(whole);
        assert.deepEqual({ back: back.length, invented: invented.length }, expected(whole));
        wrong += back.length + invented.length;
      }),
      { numRuns: 2000 },
    );
    assert.ok(wrong > 500);
  });

  it('say who had acknowledged more, and who answered less', () => {
    const commit = { isCommit: true, startMs: 0, tookMs: 1, isOpen: false };
    const told = { isCommit: false, startMs: 9, tookMs: 1, isOpen: false };
    const { back } = found([
      { ...commit, offset: 1 },
      { ...commit, offset: 2, startMs: 5 },
      { ...told, offset: 1 },
    ]);
    assert.match(
      back[0]?.text ?? '',
      /^n1 \(operation \d+\) answered 1, after n1 had acknowledged 2 \(operation \d+\)$/,
    );
  });
});
