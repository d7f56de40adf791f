/** When the bench takes a cluster of ours for settled, and what it asks of it until then. */

import assert from 'node:assert/strict';
import type { MeasuredCluster } from '../../src/bench/cluster/measured-cluster.ts';
import { settleOurs } from '../../src/bench/settle.ts';

/** @param pending writes that the wire shows to be on their way, at one look after the other */
async function settle(
  pending: number[],
  lost: readonly string[] = [],
): Promise<{ asked: number; left: number }> {
  let asked = 0;
  const convergence = {
    get pending(): number {
      return pending.shift() ?? 0;
    },
    pendingWrites: () => [],
  };
  const cluster = {
    load: { unanswered: 0 },
    lost: new Set(lost),
    router: { wiretap: { convergence } },
    guard: <T>(promise: Promise<T>): Promise<T> => promise,
    askAll: () => {
      asked++;
      return Promise.resolve(new Map());
    },
  } as unknown as MeasuredCluster;
  const options = { cluster, now: () => 0, signal: new AbortController().signal, lifeStarts: new Map() };
  await settleOurs(options);
  return { asked, left: pending.length };
}

describe('a cluster of ours that settles', () => {
  it('is asked for nothing while writes are on their way', async () => {
    assert.deepEqual(await settle([2, 1]), { asked: 1, left: 0 });
  });

  it('is asked at once where a node is lost: writes stay on their way to it', async () => {
    assert.deepEqual(await settle([2, 1], ['n2']), { asked: 1, left: 2 });
  });
});
