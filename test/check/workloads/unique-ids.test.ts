/** Ids are unique, or the verdict says which are not. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UniqueIdsChecker } from '../../../src/check/workloads/unique-ids.ts';
import { parseExactly } from '../../../src/protocol/exact-json.ts';
import { broken, operation } from '../clients-record.ts';

describe('a verdict on ids', () => {
  it('counts each id that was given again, as a plain search does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 15 }), fc.constantFrom('n1', 'n2')), { maxLength: 20 }),
        (given) => {
          const checker = new UniqueIdsChecker();
          for (const [id, node] of given) checker.generated(`${id}`, operation({ node }));
          const again = given.filter(([id], i) => given.slice(0, i).some(([earlier]) => earlier === id));
          const { facts, rules } = checker.verdict();
          assert.deepEqual([facts['ids'], rules[0]?.broken], [given.length, again.length]);
        },
      ),
    );
  });

  it('remembers so many, and says how many it could not', () => {
    const checker = new UniqueIdsChecker(10);
    for (let id = 0; id < 12; id++) checker.generated(`${id}`, operation({}));
    assert.deepEqual(checker.verdict().facts, { ids: 12, 'ids not remembered': 2 });
    checker.generated('0', operation({ node: 'n2' }));
    assert.equal(checker.verdict().rules[0]?.broken, 1);
  });

  it('names the nodes that gave the same id', () => {
    const checker = new UniqueIdsChecker();
    const ops = ['n1', 'n2', 'n1'].map((node) => operation({ node }));
    for (const op of ops) assert.ok(checker.answered(op, { type: 'generate_ok', id: ['a', 1] }));
    assert.deepEqual(checker.verdict().facts, { ids: 3 });
    assert.deepEqual(checker.verdict().rules[0]?.examples, ['["a",1] by n1 and n2', '["a",1] twice by n1']);
    assert.deepEqual(broken(checker.verdict()), { 'ids were given again': 2 });
    assert.deepEqual(
      checker.verdict().rules[0]?.proof,
      ops.map(({ id }) => id),
      'all that got it prove it',
    );
    assert.equal(checker.answered(operation({}), { type: 'generate_ok' }), false, 'there is no id');
  });

  it('takes ids for the same that are equal to Maelstrom, however they were written', () => {
    const again = (...ids: readonly string[]): number => {
      const checker = new UniqueIdsChecker();
      for (const id of ids) checker.answered(operation({}), { type: 'generate_ok', id: parseExactly(id) });
      return checker.verdict().rules[0]?.broken ?? 0;
    };
    for (const same of [
      ['{"a":1,"b":[{"c":2,"d":3}]}', '{"b":[{"d":3,"c":2}],"a":1}'],
      ['1.50', '1.5', '15e-1'],
      ['1e21', '1e+21'],
      ['0', '-0'],
      ['"A"', '"\\u0041"'],
    ])
      assert.equal(again(...same), same.length - 1, same.join(' '));
    const different = ['1', '1.0', '"1"', '[1]', '{"1":1}', '1000000000000000000000', '1e21', 'null', 'true'];
    assert.equal(again(...different, '9007199254740992', '9007199254740993'), 0);
  });
});
