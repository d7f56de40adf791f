/** Committed offsets: whether an answer can be the highest or the latest one, held against trying every order. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Operation } from '../../../src/check/history.ts';
import { CommittedOffsets, type CommittedOffences } from '../../../src/check/kafka/committed.ts';
import type { ProvenOffence } from '../../../src/check/offences.ts';
import { operation } from '../clients-record.ts';

/** A commit was acknowledged, refused, or may have taken effect at any time since: nothing came, or an error that leaves it open. */
type Fate = 'acknowledged' | 'refused' | 'silent' | 'doubtful';

interface Drawn {
  /** Undefined: it is no commit, but a look at what is committed. */
  readonly fate: Fate | undefined;
  readonly offset: number | undefined;
  readonly startMs: number;
  readonly tookMs: number;
}

const fate = fc.constantFrom<Fate | undefined>(
  ...(['acknowledged', 'acknowledged', 'acknowledged', 'refused', 'silent', 'doubtful'] as const),
  ...[undefined, undefined, undefined],
);
const drawn = fc.array(
  fc.record({
    ...{ fate, offset: fc.option(fc.nat(3), { nil: undefined }), startMs: fc.nat(10), tookMs: fc.nat(4) },
  }),
  { maxLength: 7 },
);

const endOf = ({ fate: what, startMs, tookMs }: Drawn): number =>
  what === 'silent' || what === 'doubtful' ? Infinity : startMs + tookMs;

/** By the definitions. */
function expected(ops: readonly Drawn[]): { back: number; invented: number } {
  let [back, invented] = [0, 0];
  const commits = ops.filter((one) => one.fate !== undefined && one.fate !== 'refused');
  for (const told of ops.filter((one) => one.fate === undefined)) {
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
    const completedAtMs = one.fate === 'silent' ? undefined : one.startMs + one.tookMs;
    const error = one.fate === 'refused' ? 'abort' : one.fate === 'doubtful' ? 'timeout' : undefined;
    const op: Operation = operation({ invokedAtMs: one.startMs, completedAtMs, error });
    if (one.fate !== undefined) committed.committing(op, one.offset ?? 0);
    else committed.told(op, one.offset);
  }
  return committed.offences();
}

describe('committed offsets', () => {
  it('are the highest or the latest, as the definitions have it', () => {
    const wrong = { back: 0, invented: 0 };
    fc.assert(
      fc.property(drawn, (ops) => {
        const whole = ops.map((one) => (one.fate !== undefined ? { ...one, offset: one.offset ?? 0 } : one));
        const { back, invented } = found(whole);
        assert.deepEqual({ back: back.length, invented: invented.length }, expected(whole));
        wrong.back += back.length;
        wrong.invented += invented.length;
      }),
      { numRuns: 2000 },
    );
    assert.ok(wrong.back > 40 && wrong.invented > 100, JSON.stringify(wrong));
  });

  it('say who had acknowledged more, and who answered less', () => {
    const committed = new CommittedOffsets();
    const at = (id: number, node: string, startMs: number): Operation =>
      operation({ id, node, invokedAtMs: startMs, completedAtMs: startMs + 1 });
    for (const [id, offset] of [[1, 1], [2, 2], [3, 2], [4, 0]] as const) committed.committing(at(id, 'n1', 10 * id), offset); // oxfmt-ignore
    // Asked in another order than that in which they are told.
    committed.told(at(7, 'n3', 70), undefined);
    committed.told(at(6, 'n2', 60), 1);
    committed.told(at(8, 'n2', 80), 3);
    committed.told(at(9, 'n2', 5), 1);
    const { back, invented } = committed.offences();
    const words = ({ text, ids }: ProvenOffence): string => `${text}: ${ids.join(' ')}`;
    assert.deepEqual(
      { back: back.map(words), invented: invented.map(words) },
      {
        back: [
          'n2 (operation 6) answered 1, after n1 had acknowledged 2 (operation 2): 2 6',
          'n3 (operation 7) answered none, after n1 had acknowledged 2 (operation 2): 2 7',
        ],
        invented: [
          'n2 (operation 9) answered 1, and nobody had committed that: 9',
          'n2 (operation 8) answered 3, and nobody had committed that: 8',
        ],
      },
    );
  });
});
