/** What comes back is what was sent, or the verdict shows the difference. */

import assert from 'node:assert/strict';
import { EchoChecker } from '../../../src/check/workloads/echo.ts';
import { broken, operation } from '../clients-record.ts';

describe('a verdict on echoes', () => {
  const answer = (checker: EchoChecker, value: string, echo: unknown): boolean =>
    checker.answered(operation({ value }), { type: 'echo_ok', ...(echo === undefined ? {} : { echo }) });

  it('takes the same value in another spelling for the same, and nothing else', () => {
    const checker = new EchoChecker();
    assert.ok(answer(checker, '{"a":1,"b":[2]}', { b: [2], a: 1 }));
    assert.deepEqual(broken(checker.verdict()), {});
    answer(checker, '"x"', 'y');
    answer(checker, '1', null);
    const verdict = checker.verdict();
    assert.deepEqual([verdict.facts, broken(verdict)], [{ echoes: 3 }, { 'echoes were distorted': 2 }]);
    assert.ok(verdict.rules.every(({ inTheEnd }) => !inTheEnd));
    assert.deepEqual(verdict.rules[0]?.examples, ['n1 answered "y" to "x"', 'n1 answered null to 1']);
    const op = operation({ value: '2' });
    checker.answered(op, { type: 'echo_ok', echo: 3 });
    assert.deepEqual(
      [checker.verdict().rules[0]?.proof?.length, checker.verdict().rules[0]?.proof?.[2]],
      [3, op.id],
    );
  });

  it('shows the beginning of what is long, and takes what carried nothing for null', () => {
    const checker = new EchoChecker();
    checker.answered(operation({}), { type: 'echo_ok', echo: 'x'.repeat(70) });
    checker.answered(operation({}), { type: 'echo_ok', echo: 'y'.repeat(58) });
    assert.deepEqual(checker.verdict().rules[0]?.examples, [
      `n1 answered "${'x'.repeat(59)}… to null`,
      `n1 answered "${'y'.repeat(58)}" to null`,
    ]);
  });

  it('compares what is nested as deep as a line can be', () => {
    const checker = new EchoChecker();
    const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    answer(checker, JSON.stringify(deep(990)), deep(990));
    assert.deepEqual(broken(checker.verdict()), {});
    answer(checker, '"x"', deep(990));
    assert.deepEqual(broken(checker.verdict()), { 'echoes were distorted': 1 });
  });

  it('finds an answer without an echo malformed', () => {
    assert.equal(answer(new EchoChecker(), '1', undefined), false);
  });
});
