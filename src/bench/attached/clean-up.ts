/** Deletes what the bench wrote: the cluster is somebody's, and holds afterwards what it held before. */

import { setTimeout as pause } from 'node:timers/promises';
import type { AttachedNode } from './attachment.ts';
import { answerOf, pageOfKeys } from './node-api.ts';

/** Deletes at once, at each node: a cluster has other things to do. */
const CONCURRENCY = 8;
const AGAIN_MS = 200;
const PAGE_KEYS = 1000;

/**
 * Each node is asked what it holds: after a cut, or where a request is still under way, one holds what another has never heard of.
 * @param prefix of the keys
 * @returns the nodes that hold some in the end
 */
export async function cleanUp(
  nodes: readonly AttachedNode[],
  prefix: string,
  { limitMs, now }: { readonly limitMs: number; readonly now: () => number },
): Promise<string[]> {
  const deadlineMs = now() + limitMs;
  for (;;) {
    const held = await Promise.all(nodes.map(async (node) => ({ node, keys: await keysAt(node, prefix) })));
    const holders = held.filter(({ keys }) => keys.length > 0);
    if (holders.length === 0 || now() >= deadlineMs) return holders.map(({ node }) => node.name);
    await Promise.all(holders.map(({ node, keys }) => deleteAt(node, keys)));
    await pause(AGAIN_MS);
  }
}

/** A node that does not answer is not asked again for the rest. */
async function keysAt({ api }: AttachedNode, prefix: string): Promise<string[]> {
  const all: string[] = [];
  let after: string | undefined;
  do {
    const page = await pageOfKeys(api, prefix, PAGE_KEYS, after).catch(() => undefined);
    all.push(...(page?.keys ?? []));
    after = page?.next;
  } while (after !== undefined);
  return all;
}

async function deleteAt({ api }: AttachedNode, keys: readonly string[]): Promise<void> {
  const rest = keys.values();
  const worker = async (): Promise<void> => {
    for (const key of rest)
      await answerOf(api, 'DELETE', `/v1/kv/${encodeURIComponent(key)}`).catch(() => undefined);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}
