/**
 * What the nodes say of themselves beside what the bench saw of them, at one moment for each node. A node's reply comes
 * after all that it sent before, on the same stdout: what the bench has counted of that node when the reply
 * arrives is exactly what the reply has to say. The nodes may go on gossiping meanwhile.
 */

import type { z } from 'zod';
import type { Body } from '../../protocol/envelope.ts';
import type { Cluster } from '../cluster/cluster.ts';
import {
  NodeStatsSchema,
  scrapeSamples,
  SketchedStatsSchema,
  type NodeAccount,
  type NodeStats,
} from './node-stats.ts';
import { NOTHING, type Served } from '../clients/operation.ts';
import type { Clients } from '../clients/clients.ts';
import type { CountsByKind } from '../../net/message-counts.ts';

export interface NodeCut {
  readonly name: string;
  /** Undefined for strangers, which report nothing. */
  readonly account: NodeAccount | undefined;
  readonly sent: CountsByKind;
  readonly served: Served;
}

/** @throws {NodeFailure} when a node does not answer, or with something else */
export async function cutOurs(cluster: Cluster, clients: Clients): Promise<NodeCut[]> {
  const one = async (name: string): Promise<NodeCut[]> => {
    const { body, sent, served } = await new Promise<
      Omit<NodeCut, 'name' | 'account'> & { body: Body | undefined }
    >((resolve) => {
      cluster.clients.for('control').send(name, { type: 'bench_stats', sketches: true }, (outcome) => {
        const body = outcome.type === 'answer' ? outcome.body : undefined;
        resolve({ body, ...seenOf(cluster, clients, name) });
      });
    });
    const stats = body ?? (await cluster.unanswered(name, 'did not answer `bench_stats`.'));
    if (stats === undefined) return [];
    const samples = await scrapeSamples(cluster.metricsUrls.get(name));
    const account = { stats: await parseStats(cluster, name, stats, SketchedStatsSchema), samples };
    return [{ name, account, sent, served }];
  };
  const cuts = await cluster.guard(Promise.all(cluster.present.map(one)));
  return cuts.flat().filter(({ name }) => !cluster.lost.has(name));
}

export function cutStrangers(cluster: Cluster, clients: Clients): NodeCut[] {
  return cluster.present.map((name) => ({
    name,
    account: undefined,
    ...seenOf(cluster, clients, name),
  }));
}

/** @throws {NodeFailure} */
export async function askStats(cluster: Cluster): Promise<NodeStats[]> {
  const answers = await cluster.askAll(() => ({ type: 'bench_stats' }));
  return await Promise.all(
    [...answers].map(([name, body]) => parseStats(cluster, name, body, NodeStatsSchema)),
  );
}

function seenOf(cluster: Cluster, clients: Clients, name: string): Pick<NodeCut, 'sent' | 'served'> {
  return {
    sent: cluster.router.traffic.snapshotOf(name),
    served: clients.served.get(name) ?? NOTHING,
  };
}

async function parseStats<T>(cluster: Cluster, name: string, body: Body, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  return await cluster.fail(name, `answered \`bench_stats\` wrongly: ${where}: ${issue?.message ?? ''}.`);
}
