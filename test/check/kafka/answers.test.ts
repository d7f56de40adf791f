/** What Kafka clients are told, taken apart: every shape that Maelstrom's workload has, and none besides. */

import assert from 'node:assert/strict';
import { highestOffset, offsetsIn, polledIn, requestOf } from '../../../src/check/kafka/answers.ts';
import { operation } from '../clients-record.ts';

const NO_RECORDS: readonly unknown[] = [undefined, 'text', 1, [], [[0, 1]]];

describe("answers to kafka's clients", () => {
  it('list messages by key, as JSON text at their offsets', () => {
    const polled = polledIn({ a: [[3, 1], [5, '1'], [-1, { b: [] }]], b: [], c: null }); // oxfmt-ignore
    assert.deepEqual(
      [...(polled ?? [])],
      [
        // oxfmt-ignore
        ['a', [[3, '1'], [5, '"1"'], [-1, '{"b":[]}']]],
        ['b', []],
        ['c', []],
      ],
    );
    assert.deepEqual(polledIn(null), new Map(), 'null stands for none');
    assert.deepEqual(polledIn({}), new Map());
  });

  it('are refused in any other form', () => {
    for (const msgs of [
      ...NO_RECORDS,
      ...[{ a: 1 }, { a: {} }, { a: [1] }, { a: [null] }, { a: [[]] }, { a: [[1]] }, { a: [[1, 2, 3]] }],
      ...[{ a: [['1', 2]] }, { a: [[1.5, 2]] }, { a: [[2 ** 53, 2]] }, { a: [[0, 1], [1]] }],
      { a: [], b: 1 },
    ])
      assert.equal(polledIn(msgs), undefined, JSON.stringify(msgs));
  });

  it('have the committed offset of each key that has one', () => {
    assert.deepEqual(offsetsIn({ a: 3, b: 0 }), new Map(Object.entries({ a: 3, b: 0 })));
    assert.deepEqual(offsetsIn(null), new Map());
    for (const offsets of [
      ...NO_RECORDS,
      { a: '3' },
      { a: 1.5 },
      { a: null },
      { a: 2 ** 53 },
      { b: 0, a: [] },
    ])
      assert.equal(offsetsIn(offsets), undefined, JSON.stringify(offsets));
  });

  it('reach to an offset', () => {
    assert.equal(highestOffset([]), -1);
    assert.equal(highestOffset([[3, 'x'], [7, 'y'], [5, 'z']]), 7); // oxfmt-ignore
  });

  it('are to what an operation carries, or to an assignment of no keys', () => {
    assert.deepEqual(requestOf(operation({ value: '["send","k",1]' })), ['send', 'k', 1]);
    assert.deepEqual(requestOf(operation({ value: undefined })), ['assign', []]);
  });
});
