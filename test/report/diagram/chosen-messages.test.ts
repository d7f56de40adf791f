/** The messages that a diagram shows are as many as it may, those that carry the key of a proof among them. */

import assert from 'node:assert/strict';
import type { Operation } from '../../../src/check/history.ts';
import { Journal } from '../../../src/net/journal/journal.ts';
import { recordingOf } from '../../../src/report/diagram/record.ts';
import type { Recording } from '../../../src/report/diagram/recording.ts';

const [MESSAGES, KEYS, LIMIT] = [1000, 10, 100];

/** A message each millisecond, about one key after the other; the operation on `k7` begins with the load. */
function recording(limit: number, isProven: boolean): Recording {
  const journal = new Journal(MESSAGES);
  for (let at = 0; at < MESSAGES; at++)
    journal.mentions(journal.left('n0', 'n1', 'mail', at), { type: 'mail', key: `k${at % KEYS}` });
  const operation = { id: 1, node: 'n0', kind: 'read', key: 'k7', value: '"v"' } as const;
  const times = { scheduledAtMs: 0, invokedAtMs: 0, completedAtMs: 1 };
  return recordingOf({
    ...{ journal, limit, nodes: ['n0', 'n1'], cuts: [], startMs: 0 },
    operations: [{ ...operation, ...times, error: undefined, client: undefined } satisfies Operation],
    clientOf: (node) => `client of ${node}`,
    proofs: isProven ? { 'k7 is wrong': [1] } : {},
  });
}

describe('the messages that a diagram shows', () => {
  it('are as many as it may, where something proves a failure, too', () => {
    const { messages, loads, texts, covered } = recording(LIMIT, true);
    assert.equal(messages.sent.length, LIMIT);
    const [, end = 0] = covered[0] ?? [];
    const beyond = [...messages.sent.keys()].filter((row) => (messages.sent[row] ?? 0) > end);
    assert.equal(beyond.length, LIMIT / 4);
    assert.ok(beyond.every((row) => texts[loads.key[row] ?? 0] === 'k7'));
  });

  it('lie in one stretch where nothing does, and are all where there is room', () => {
    for (const [limit, isProven] of [
      [LIMIT, false],
      [MESSAGES, true],
    ] as const) {
      const { messages, covered } = recording(limit, isProven);
      assert.equal(messages.sent.length, limit);
      assert.equal(covered.length, 1);
    }
  });
});
