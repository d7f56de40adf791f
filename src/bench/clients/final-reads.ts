/** After the load, when the network has healed: what does every node hold? Asked key by key, of every node. */

import type { RequestBody } from '../../load/workload.ts';
import type { Body } from '../../protocol/envelope.ts';
import type { Clients } from './clients.ts';
import { NOTHING, LiveOperation } from './operation.ts';
import type { Cluster } from '../cluster/cluster.ts';

/** Keys looked at in the end; of more, every n-th. */
export const MAX_FINAL_KEYS = 2_000;

/** Polls of one log at one node: a node may make up messages for ever. */
const MAX_STEPS = 10_000;

/** Unanswered final reads at one node at a time. */
const CONCURRENCY = 50;

export interface FinalReadOptions {
  readonly cluster: Cluster;
  readonly clients: Clients;
  readonly now: () => number;
  /** Where the ids of the operations go on. */
  readonly firstId: number;
}

/** Each key read at each node; none where the workload has no such reads. @throws {NodeFailure} */
export async function readEverywhere(
  keys: readonly (string | number)[],
  options: FinalReadOptions,
): Promise<LiveOperation[]> {
  const { cluster, clients } = options;
  const step = Math.max(1, Math.ceil(keys.length / MAX_FINAL_KEYS));
  const requests = keys
    .filter((_, index) => index % step === 0)
    .flatMap((key) => {
      const body = clients.finalRead(key);
      return body === undefined ? [] : [{ key, body }];
    });
  const operations: LiveOperation[] = [];
  let lastId = options.firstId - 1;
  const nextId = (): number => ++lastId;
  const readAll = async (node: string): Promise<void> => {
    const rest = requests.values();
    const worker = async (): Promise<void> => {
      for (const request of rest) operations.push(...(await readThrough(node, request, options, nextId)));
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  };
  await cluster.guard(Promise.all(cluster.present.map(readAll)));
  return operations;
}

interface KeyRead {
  readonly key: string | number;
  readonly body: RequestBody;
}

/** A value is read at once, and a log step by step. */
async function readThrough(
  node: string,
  { key, body }: KeyRead,
  options: FinalReadOptions,
  nextId: () => number,
): Promise<LiveOperation[]> {
  const client = options.clients.nextClient();
  const operations: LiveOperation[] = [];
  for (let request: RequestBody | undefined = body; request !== undefined;) {
    const { op, answer } = await readOne(node, { key, body: request }, options, { id: nextId(), client });
    operations.push(op);
    const mayGoOn = answer !== undefined && op.error === undefined && operations.length < MAX_STEPS;
    request = mayGoOn ? options.clients.readOn(key, { request, answer }) : undefined;
  }
  return operations;
}

async function readOne(
  node: string,
  { key, body }: KeyRead,
  { cluster, clients, now }: FinalReadOptions,
  by: { readonly id: number; readonly client: number | undefined },
): Promise<{ op: LiveOperation; answer: Body | undefined }> {
  const invokedAtMs = now();
  const begun = { ...by, node, kind: 'read', key, scheduledAtMs: invokedAtMs, invokedAtMs } as const;
  const unanswered = { value: undefined, completedAtMs: undefined, error: undefined };
  const op = new LiveOperation({ ...begun, ...unanswered }, NOTHING);
  const answer = await cluster.load.ask(node, body);
  if (answer === undefined) op.timedOut = true;
  else {
    op.completedAtMs = now();
    clients.answeredInTheEnd(op, body, answer);
  }
  return { op, answer };
}
