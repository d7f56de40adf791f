/** Ids are unique, or the verdict says which are not. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UniqueIdsChecker } from './unique-ids.ts';

describe('a verdict on ids', () => {
  it('counts each id that was given again, as a plain search does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 15 }), fc.constantFrom('n1', 'n2')), { maxLength: 20 }),
        (given) => {
          const checker = new UniqueIdsChecker();
          for (const [id, node] of given) checker.generated(`${id}`, node);
          const again = given.filter(([id], i) => given.slice(0, i).some(([earlier]) => earlier === id));
          const { ok, ids, duplicated } = checker.verdict();
          assert.deepEqual([ok, ids, duplicated.count], [again.length === 0, given.length, again.length]);
        },
      ),
    );
  });

  it('names the nodes that gave the same id', () => {
    const checker = new UniqueIdsChecker();
    checker.generated('"a"', 'n1');
    checker.generated('"a"', 'n2');
    assert.deepEqual(checker.verdict().duplicated.examples, [
      { id: '"a"', firstNode: 'n1', againNode: 'n2' },
    ]);
  });
});
