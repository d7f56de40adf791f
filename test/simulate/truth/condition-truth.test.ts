/** Each answer to a compare-and-set or a delete beside what the node held: one of them is right. */

import assert from 'node:assert/strict';
import type { ReplyBody } from '../../../src/protocol/envelope.ts';
import type { JsonText } from '../../../src/protocol/names.ts';
import { conditionProblem } from '../../../src/simulate/truth/condition-truth.ts';

const OK: ReplyBody = { type: 'cas_ok' };
const error = (code: number): ReplyBody => ({ type: 'error', code, text: '' });

/** The node is asked to compare with {"a":1}. */
function problem(
  held: string | undefined,
  answer: ReplyBody | undefined,
  creates?: unknown,
): string | undefined {
  const body = { type: 'cas', from: { a: 1 }, create_if_not_exists: creates };
  return conditionProblem(body, held as JsonText | undefined, answer);
}

describe('the answer to a delete', () => {
  const deleting = (held: string | undefined, answer: ReplyBody | undefined): string | undefined =>
    conditionProblem({ type: 'delete' }, held as JsonText | undefined, answer);

  it('says whether there was a key', () => {
    assert.equal(deleting('2', { type: 'delete_ok' }), undefined);
    assert.equal(deleting(undefined, error(20)), undefined);
    assert.equal(deleting('2', error(20)), 'answered 20 to a delete where it held 2: delete_ok is right');
    assert.equal(
      deleting(undefined, { type: 'delete_ok' }),
      'answered delete_ok to a delete where it held nothing: 20 is right',
    );
    assert.equal(deleting('2', undefined), 'did not answer a delete');
  });
});

describe('the answer to a compare-and-set', () => {
  it('is right where it fits what the node held', () => {
    assert.equal(problem('{"a":1}', OK), undefined);
    assert.equal(problem('{ "a": 1 }', OK), undefined, 'the same value in other words');
    assert.equal(problem('2', error(22)), undefined);
    assert.equal(problem(undefined, error(20)), undefined);
    assert.equal(problem(undefined, OK, true), undefined);
    assert.equal(problem(undefined, error(20), false), undefined);
    assert.equal(problem('2', error(22), true), undefined);
  });

  it('is wrong where another one was due, and the problem says which', () => {
    for (const [held, answer, creates, text] of [
      [
        '{"a":1}',
        error(22),
        false,
        'answered 22 to a cas from {"a":1} where it held {"a":1}: cas_ok is right',
      ],
      ['2', OK, false, 'answered cas_ok to a cas from {"a":1} where it held 2: 22 is right'],
      ['2', error(20), true, 'answered 20 to a cas from {"a":1} where it held 2: 22 is right'],
      [undefined, OK, false, 'answered cas_ok to a cas from {"a":1} where it held nothing: 20 is right'],
      [undefined, OK, 'true', 'answered cas_ok to a cas from {"a":1} where it held nothing: 20 is right'],
      [
        undefined,
        error(20),
        true,
        'answered 20 to a cas from {"a":1} where it held nothing: cas_ok is right',
      ],
    ] as const)
      assert.equal(problem(held, answer, creates), text);
  });

  it('has to come, and may always be that the node takes its clock for wrong', () => {
    assert.equal(problem('2', undefined), 'did not answer a cas from {"a":1}');
    for (const held of [undefined, '2', '{"a":1}']) assert.equal(problem(held, error(11)), undefined);
  });
});
