/** After the load, when the network has healed: what does every node hold? Asked key by key, of every node. */

import type { LiveOperation } from './operation.ts';
import type { WorkloadClient } from './clients/client.ts';
import type { Cluster } from './cluster.ts';

/** Keys looked at in the end; of more, every n-th. */
export const MAX_FINAL_KEYS = 2_000;

/** Unanswered final reads at one node at a time. */
const CONCURRENCY = 50;

export interface FinalReadOptions {
  readonly cluster: Cluster;
  readonly client: WorkloadClient;
  readonly now: () => number;
  /** Where the ids of the operations go on. */
  readonly firstId: number;
}

/** One read of each key at each node. @throws {NodeFailure} */
export async function readEverywhere(
  keys: readonly (string | number)[],
  options: FinalReadOptions,
): Promise<LiveOperation[]> {
  const { cluster } = options;
  const step = Math.max(1, Math.ceil(keys.length / MAX_FINAL_KEYS));
  const chosen = keys.filter((_, index) => index % step === 0);
  const operations: LiveOperation[] = [];
  let nextId = options.firstId;
  const readAll = async (node: string): Promise<void> => {
    const rest = chosen.values();
    const worker = async (): Promise<void> => {
      for (const key of rest) operations.push(await readOne(node, key, options, nextId++));
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  };
  await cluster.guard(Promise.all(cluster.names.map(readAll)));
  return operations;
}

async function readOne(
  node: string,
  key: string | number,
  { cluster, client, now }: FinalReadOptions,
  id: number,
): Promise<LiveOperation> {
  const invokedAtMs = now();
  const op: LiveOperation = {
    id,
    node,
    kind: 'read',
    key,
    value: undefined,
    scheduledAtMs: invokedAtMs,
    invokedAtMs,
    completedAtMs: undefined,
    error: undefined,
    timedOut: false,
  };
  const body = await cluster.load.ask(node, client.finalRead(key));
  if (body === undefined) op.timedOut = true;
  else {
    op.completedAtMs = now();
    client.answered(op, body);
  }
  return op;
}
