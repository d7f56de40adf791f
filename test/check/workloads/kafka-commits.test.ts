/** The verdict on kafka, as far as it is about offsets that clients commit. */

import assert from 'node:assert/strict';
import { KafkaChecker } from '../../../src/check/workloads/kafka.ts';
import { broken, operation } from '../clients-record.ts';

describe('the verdict on what clients of kafka commit', () => {
  it('tells of committed offsets that went back or were made up, which Maelstrom passes', () => {
    const checker = new KafkaChecker();
    const does = (carried: unknown, startMs: number, answer: object): number => {
      const op = operation({
        value: JSON.stringify(carried),
        invokedAtMs: startMs,
        completedAtMs: startMs + 1,
      });
      checker.invoked(op);
      assert.ok(checker.answered(op, { type: 'ok', ...answer }, false));
      return op.id;
    };
    does(['commit', { k: 3 }], 0, {});
    const highest = does(['commit', { k: 5 }], 10, {});
    does(['assign', ['k', 'other']], 20, { offsets: { k: 5 } });
    assert.deepEqual(broken(checker.verdict()), {});
    const back = does(['assign', ['k']], 30, { offsets: { k: 3 } });
    const madeUp = does(['assign', ['k']], 40, { offsets: { k: 4 } });
    assert.deepEqual(broken(checker.verdict()), {
      'committed offsets went back': 1,
      'committed offsets were made up': 1,
    });
    const wrong = checker.verdict().rules.filter((rule) => rule.broken > 0);
    assert.ok(wrong.every(({ passesMaelstrom }) => passesMaelstrom === true));
    assert.deepEqual(
      wrong.map(({ proof }) => proof),
      [[highest, back], [madeUp]],
    );
    for (const { examples, proof = [] } of wrong)
      for (const [, id] of (examples[0] ?? '').matchAll(/operation (\d+)/g))
        assert.ok(proof.includes(Number(id)), examples[0]);
  });

  it('is bad where a client polls on behind what it was refused to commit, as Maelstrom sees it', () => {
    let checker = new KafkaChecker();
    const after = (error: string | undefined, ...then: readonly object[]): Record<string, number> => {
      checker = new KafkaChecker();
      const asks = (carried: unknown, answer: object, refusal?: string): void => {
        const op = operation({ value: JSON.stringify(carried), client: 1, error: refusal });
        checker.invoked(op);
        if (refusal === undefined) checker.answered(op, { type: 'ok', ...answer }, false);
      };
      asks(['send', 'k', 1], { offset: 0 });
      asks(['send', 'k', 2], { offset: 1 });
      asks(['send', 'k', 3], { offset: 2 });
      asks(['poll', { k: 0 }], { msgs: { k: [[0, 1]] } });
      asks(['commit', { k: 0 }], {}, error);
      for (const answer of then) asks('offsets' in answer ? ['assign', []] : ['poll', {}], answer);
      return broken(checker.verdict());
    };
    const more = { msgs: { k: [[1, 2]] } };
    const wentOn = { 'polls went on behind what could not be committed': 1 };
    assert.deepEqual(after('abort', more), wentOn);
    const [wrong] = checker.verdict().rules.filter((rule) => rule.broken > 0);
    assert.match(
      wrong?.examples[0] ?? '',
      /^key k: n1 \(operation \d+\) refused to commit \["commit",\{"k":0\}\]: abort; then its client polled on/,
    );
    assert.deepEqual(after('abort', more, { msgs: { k: [[2, 3]] } }), wentOn, 'and once');
    assert.deepEqual(after('abort', { msgs: { k: [] } }), {});
    assert.deepEqual(after('abort', { offsets: {} }, more), {}, 'it was assigned anew');
    assert.deepEqual(after('crash', more), {}, 'a client that does not know is another one then');
    assert.deepEqual(after(undefined, more), {});
  });
});
