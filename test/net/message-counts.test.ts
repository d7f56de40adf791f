/** Counts of messages by kind: what goes in comes out, and sums share nothing with their parts. */

import assert from 'node:assert/strict';
import { addTo, countOf, sumByKind, totalOf, type CountsByKind } from '../../src/net/message-counts.ts';

function counted(...messages: [kind: string, bytes: number][]): CountsByKind {
  const counts: CountsByKind = new Map();
  for (const [kind, bytes] of messages) addTo(countOf(counts, kind), { messages: 1, bytes });
  return counts;
}

describe('counts of messages', () => {
  it('are kept by kind, and add up', () => {
    const one = counted(['push', 10], ['ack', 1], ['push', 20]);
    assert.deepEqual(Object.fromEntries(one), {
      push: { messages: 2, bytes: 30 },
      ack: { messages: 1, bytes: 1 },
    });
    const sum = sumByKind([one, counted(['push', 5])]);
    assert.deepEqual(sum.get('push'), { messages: 3, bytes: 35 });
    assert.deepEqual(totalOf(sum), { messages: 4, bytes: 36 });
  });

  it('are copied by a sum: a part that grows later changes no sum', () => {
    const part = counted(['push', 10]);
    const sum = sumByKind([part]);
    addTo(countOf(part, 'push'), { messages: 1, bytes: 10 });
    assert.deepEqual(sum.get('push'), { messages: 1, bytes: 10 });
  });
});
