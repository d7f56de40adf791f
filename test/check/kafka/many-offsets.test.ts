/** A node may answer one poll with any number of offsets of a message: what is judged takes time for what came, and words for what can be read. */

import assert from 'node:assert/strict';
import { KafkaChecker } from '../../../src/check/workloads/kafka.ts';
import type { Verdict } from '../../../src/check/workloads/verdict.ts';
import { broken, operation } from '../clients-record.ts';

function polled(
  list: readonly (readonly [offset: number, value: number])[],
  checker = new KafkaChecker(),
): Verdict {
  const op = operation({ value: JSON.stringify(['poll', { k: 0 }]) });
  assert.ok(checker.answered(op, { type: 'poll_ok', msgs: { k: list } }, false));
  return checker.verdict();
}

describe('polls of one message at many offsets, and of many at one,', () => {
  const many = Array.from({ length: 100_000 }, (_, i) => i + 1);
  const list = [...many.map((i) => [i, 0] as const), ...many.map((i) => [0, i] as const)];

  it('are told in few words', () => {
    const { rules } = polled(list);
    for (const rule of ['messages had several offsets', 'offsets held several messages']) {
      const [example = ''] = rules.find((one) => one.rule === rule)?.examples ?? [];
      assert.match(example, / and 9999\d more$/);
      assert.ok(example.length < 200);
    }
  });

  it('are remembered up to a bound', () => {
    const verdict = polled(list.slice(0, 500), new KafkaChecker(100));
    assert.ok((broken(verdict)['messages and orders could not be judged'] ?? 0) > 300);
  });
});
