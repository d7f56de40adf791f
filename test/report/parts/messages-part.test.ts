/** Messages in a report: what they cost for a write, and their kinds in order. */

import assert from 'node:assert/strict';
import { messagesPart } from '../../../src/report/parts/messages-part.ts';

const FACTS = {
  sent: new Map([
    ['push', { messages: 2, bytes: 100 }],
    ['digest', { messages: 4, bytes: 40 }],
    ['ack', { messages: 2, bytes: 20 }],
  ]),
  traceContextBytes: 7,
  delivered: 6,
  duplicated: 1,
  dropped: { loss: 3 },
};

describe('the messages of a run', () => {
  it('are counted for each write and each operation', () => {
    const { sent, bytes, perWrite, bytesPerWrite, perOperation } = messagesPart(FACTS, {
      writes: 4,
      operations: 16,
    });
    assert.deepEqual([sent, bytes, perWrite, bytesPerWrite, perOperation], [8, 160, 2, 40, 0.5]);
  });

  it('leave out of that what our nodes send to detect failures, and nothing that others call the same', () => {
    const ping = { messages: 8, bytes: 80 };
    const facts = { ...FACTS, sent: new Map([...FACTS.sent, ['ping', ping] as const]) };
    const [ours, others] = [true, false].map((isOurs) =>
      messagesPart(facts, { writes: 4, operations: 16, isOurs }),
    );
    assert.deepEqual([ours?.perWrite, ours?.bytesPerWrite, ours?.sent, ours?.ofDetection], [2, 40, 16, ping]);
    assert.deepEqual([others?.perWrite, others?.bytesPerWrite, others?.ofDetection], [4, 60, undefined]);
  });

  it('have no cost where nothing was written or asked', () => {
    const part = messagesPart(FACTS, { writes: 0, operations: 0 });
    assert.deepEqual([part.perWrite, part.bytesPerWrite, part.perOperation], [null, null, null]);
  });

  it('stand by kind, the most frequent first, and of equals in the order of their names', () => {
    const { byKind } = messagesPart(FACTS, { writes: 4, operations: 16 });
    assert.deepEqual(Object.keys(byKind), ['digest', 'ack', 'push']);
  });
});
