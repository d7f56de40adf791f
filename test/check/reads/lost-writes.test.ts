/** The final state: a true outcome is never accused, and each kind of broken promise is found and named. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isServed, type Operation } from '../../../src/check/history.ts';
import { judgeFinalState } from '../../../src/check/reads/lost-writes.ts';
import { MAX_EXAMPLES } from '../../../src/check/offences.ts';
import {
  isLater,
  isPossible,
  op,
  runs,
  runsWithDeletes,
  settledAtMs,
  type Run,
  type Truth,
} from '../model.ts';
import { cases } from '../../support/random-cases.ts';

const NODES = ['n1', 'n2', 'n3'];
const AFTER_MS = 1000;

function finals(key: string | number, values: readonly (string | undefined)[]): Operation[] {
  return values.map((value, i) => op('read', key, value, AFTER_MS, AFTER_MS + 1, { node: NODES[i] ?? '' }));
}

function newest(run: Run, key: string | number): Truth | undefined {
  const writes = run.truths.filter(
    (truth) => truth.op.kind === 'write' && truth.op.key === key && truth.stampMs !== undefined,
  );
  return writes.find((write) => !writes.some((other) => isLater(other, write)));
}

function judge(
  history: readonly Operation[],
  reads: readonly Operation[],
  skewMs = 0,
): Record<string, number> {
  const { ok, unread, disagreeing, invented, lost } = judgeFinalState(history, reads, NODES, skewMs);
  assert.equal(ok, unread.count + disagreeing.count + invented.count + lost.count === 0);
  return { unread: unread.count, disagreeing: disagreeing.count, invented: invented.count, lost: lost.count };
}

const CLEAN = { unread: 0, disagreeing: 0, invented: 0, lost: 0 };

describe('the final state', () => {
  it('is accepted whenever each node holds the truly latest version, or lacks what was deleted', () => {
    fc.assert(
      fc.property(fc.oneof(runs, runsWithDeletes), (run) => {
        const keys = new Set(run.history.map(({ key }) => key));
        const reads = [...keys].flatMap((key) => {
          const value = newest(run, key)?.op.value;
          return finals(key, [value, value, value]);
        });
        assert.deepEqual(judge(run.history, reads, run.skewMs), CLEAN);
      }),
      { numRuns: cases(1000) },
    );
  });

  it('shows a lost write exactly where an acknowledged one is certainly later than what is held', () => {
    fc.assert(
      fc.property(runs, fc.nat(), ({ history, skewMs }, pick) => {
        const writes = history.filter((write) => isPossible(write) && write.key === 'a');
        const held = writes[pick % (writes.length + 1)];
        const heldSettledMs =
          held === undefined ? -Infinity : settledAtMs(held, [...history, ...finalsOf(held)]);
        const later = writes.filter(isServed).some((write) => write.invokedAtMs > heldSettledMs + skewMs);
        const reads = finals('a', [held?.value, held?.value, held?.value]);
        const others = history.filter(({ key }) => key === 'a');
        assert.equal(judge(others, reads, skewMs)['lost'], Number(later));
      }),
      { numRuns: cases(1000) },
    );
  });

  it('shows a delete that was lost, and a key that is gone without one', () => {
    const written = op('write', 'x', '1', 0, 1);
    const deleted = op('write', 'x', undefined, 5, 6);
    const again = op('write', 'x', '2', 9, 10);
    const of = (history: readonly Operation[], value: string | undefined): Record<string, number> =>
      judge(history, finals('x', [value, value, value]));
    assert.deepEqual(of([written, deleted], undefined), CLEAN);
    assert.equal(of([written, deleted], '1')['lost'], 1);
    const { lost } = judgeFinalState([written, deleted], finals('x', ['1', '1', '1']), NODES);
    assert.equal(lost.examples[0]?.text, 'n1 holds 1, but n1 acknowledged the later delete');
    assert.equal(of([written], undefined)['lost'], 1);
    assert.equal(of([written, deleted, again], undefined)['lost'], 1);
    // Nobody knows whether it came before or after.
    const unanswered = op('write', 'x', undefined, 5, undefined);
    assert.deepEqual(of([written, unanswered, again], undefined), CLEAN);
  });

  it('names a write that was lost, at one node or at all', () => {
    const history = [op('write', 'x', '1', 0, 1), op('write', 'x', '2', 5, 6, { node: 'n2' })];
    const verdict = judgeFinalState(history, finals('x', ['1', '1', '1']), NODES);
    assert.deepEqual(verdict.lost.examples, [
      { key: 'x', text: 'n1 holds 1, but n2 acknowledged the later 2' },
    ]);
    assert.deepEqual(judge(history, finals('x', ['2', '1', '2'])), { ...CLEAN, disagreeing: 1, lost: 1 });
    assert.deepEqual(judge(history, finals('x', [undefined, undefined, undefined])), { ...CLEAN, lost: 1 });
  });

  it('does not call a write lost that was never acknowledged, nor one that another may have overwritten', () => {
    const silent = [op('write', 'x', '1', 0, 1), op('write', 'x', '2', 5, undefined)];
    assert.deepEqual(judge(silent, finals('x', ['1', '1', '1'])), CLEAN);
    assert.deepEqual(judge(silent, finals('x', ['2', '2', '2'])), CLEAN);
    const overlapping = [op('write', 'x', '1', 0, 10), op('write', 'x', '2', 5, 6)];
    assert.deepEqual(judge(overlapping, finals('x', ['1', '1', '1'])), CLEAN);
  });

  it('shows invented values, also at keys that nobody wrote', () => {
    const history = [op('write', 'x', '1', 0, undefined)];
    assert.deepEqual(judge(history, finals('x', ['7', '7', '7'])), { ...CLEAN, invented: 1 });
    assert.deepEqual(judge([], finals('y', ['7', '7', '7'])), { ...CLEAN, invented: 1 });
    assert.deepEqual(judge([], finals('y', [undefined, undefined, undefined])), CLEAN);
  });

  it('takes what a compare-and-set was to write for invented where it was refused', () => {
    const refused = op('write', 'x', '2', 5, 6, { error: 'precondition_failed' });
    const history = [op('write', 'x', '1', 0, 1), refused];
    assert.deepEqual(judge(history, finals('x', ['1', '1', '1'])), CLEAN);
    assert.deepEqual(judge(history, finals('x', ['2', '2', '2'])), { ...CLEAN, invented: 1 });
    const open = { ...refused, error: 'timeout' };
    assert.deepEqual(judge([...history, open], finals('x', ['2', '2', '2'])), CLEAN);
  });

  it('shows which node did not answer', () => {
    const history = [op('write', 'x', '1', 0, 1)];
    const verdict = judgeFinalState(history, finals('x', ['1', '1']), NODES);
    assert.deepEqual(verdict.unread.examples, [{ key: 'x', text: 'no usable answer from n3' }]);
    const failed = op('read', 'x', undefined, AFTER_MS, AFTER_MS + 1, { node: 'n3', error: 'timeout' });
    assert.equal(judge(history, [...finals('x', ['1', '1']), failed])['unread'], 1);
    assert.equal(judge(history, [])['unread'], 1);
    const { unread } = judgeFinalState(history, finals('x', ['1']), NODES);
    assert.equal(unread.examples[0]?.text, 'no usable answer from n2 n3');
  });

  it('says who holds what where they differ, and what nobody wrote', () => {
    const history = [op('write', 'x', '1', 0, 1)];
    const { disagreeing, invented } = judgeFinalState(history, finals('x', ['1', undefined, '7']), NODES);
    assert.deepEqual(disagreeing.examples, [{ key: 'x', text: 'n1 holds 1, n2 holds no such key' }]);
    assert.deepEqual(invented.examples, [{ key: 'x', text: 'n3 holds 7, which nobody wrote' }]);
  });

  it('judges no key that was only read before', () => {
    assert.equal(judgeFinalState([op('read', 'x', undefined, 0, 1)], [], NODES).keys, 0);
  });

  it('counts all offences and lists the first few', () => {
    const history = Array.from({ length: 50 }, (_, key) => op('write', key, `${key}`, 0, 1));
    const { keys, lost } = judgeFinalState(
      history,
      history.flatMap(({ key }) => finals(key, [undefined, undefined, undefined])),
      NODES,
    );
    assert.deepEqual([keys, lost.count, lost.examples.length], [50, 50, MAX_EXAMPLES]);
  });
});

function finalsOf({ key, value }: Operation): Operation[] {
  return finals(key, [value]);
}
