/** The space-time diagram of a run of the bench: its messages, its clients by their addresses, and what proves that something failed. */

import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { seenDiagram } from '../../../src/bench/judge/diagram.ts';
import { judge } from '../../../src/bench/judge/judge.ts';
import { Journal } from '../../../src/net/journal/journal.ts';
import { decode } from '../../../src/report/diagram/codec.ts';
import type { Recording } from '../../../src/report/diagram/recording.ts';
import { changed, evidence, operation, STARTED_MS, type Changes } from './evidence.ts';

async function shown(
  changes: Changes = {},
  limit = 100,
): Promise<{ readonly recording: Recording; readonly proofs: Record<string, readonly number[]> }> {
  const journal = new Journal(100);
  for (const atMs of [1, 2])
    journal.arrived(journal.left('n1', 'n2', 'mail', STARTED_MS + atMs), STARTED_MS + atMs + 5);
  const all = await evidence(changes);
  const { data, proofs } = seenDiagram(judge(all), all, journal, limit);
  return { recording: decode(new Uint8Array(inflateSync(Buffer.from(data, 'base64')))), proofs };
}

describe("the bench's diagram", () => {
  it('has the messages of the run since the load began, and the clients that made it above their nodes', async () => {
    const { recording, proofs } = await shown();
    assert.deepEqual(recording.lanes, ['c6', 'n1', 'c7', 'n2', 'c8', 'n3']);
    assert.deepEqual([...recording.messages.sent], [100, 200]);
    assert.deepEqual(proofs, {});
  });

  it('has the operations of the load, then the last reads, and as many as it may', async () => {
    const ids = async (limit: number): Promise<number[]> => [
      ...(await shown({}, limit)).recording.operations.id,
    ];
    assert.deepEqual(await ids(100), [...Array.from({ length: 20 }, (_, i) => i), 900, 901, 902]);
    assert.ok((await ids(10)).length <= 10);
  });

  it('shows when the network was cut', async () => {
    const cut = { shape: 'halves', groups: 'n1 | n2 n3', fromMs: 10, toMs: 20 } as const;
    const { recording } = await shown({ evidence: () => ({ partitions: [cut] }) });
    assert.deepEqual(recording.cuts, [[1000, 2000]]);
  });

  it('opens at the operations that failed at nodes that were up', async () => {
    const late = changed(operation(800, 'n2', 'read', 'k1', ''), {
      completedAtMs: undefined,
      timedOut: true,
    });
    const { proofs } = await shown({ operations: (all) => [...all, late] });
    assert.deepEqual(Object.values(proofs), [[800]]);
    assert.match(Object.keys(proofs)[0] ?? '', /^1 of 21 operations failed at nodes that were up/);
  });
});
