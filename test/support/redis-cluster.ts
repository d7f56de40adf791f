/** Real Redis servers as nodes of a cluster: masters that share all slots, and know each other. */

import { freePorts } from './free-ports.ts';
import { redisCli, startRedis } from './redis-servers.ts';
import type { ServerProcess } from './server-process.ts';
import { waitFor } from './wait-for.ts';

export interface ClusterServer {
  readonly port: number;
  readonly server: ServerProcess;
}

const SLOTS = 16_384;

/** One that knows nobody. @param args further settings */
export async function startClusterNode(...args: readonly string[]): Promise<ClusterServer> {
  const [port = 0, bus = 0] = await freePorts(2);
  const cluster = ['--cluster-enabled', 'yes', '--cluster-port', String(bus)];
  return { port, server: await startRedis(port, ...cluster, ...args) };
}

export async function startRedisCluster(nodes: number, ...args: readonly string[]): Promise<ClusterServer[]> {
  const servers = await Promise.all(Array.from({ length: nodes }, () => startClusterNode(...args)));
  servers.forEach(({ port }, index) => {
    const [from, to] = [index, index + 1].map((part) => Math.floor((SLOTS * part) / nodes)) as [
      number,
      number,
    ];
    redisCli(port, 'CLUSTER', 'ADDSLOTSRANGE', String(from), String(to - 1));
    redisCli(port, 'CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
  });
  for (const other of servers.slice(1)) meet(servers[0]?.port ?? 0, other);
  const isWhole = (port: number): boolean =>
    redisCli(port, 'CLUSTER', 'INFO').includes(`cluster_known_nodes:${nodes}\r\n`) ||
    redisCli(port, 'CLUSTER', 'INFO').includes(`cluster_known_nodes:${nodes}\n`);
  await waitFor('every node to know every other', () => servers.every(({ port }) => isWhole(port)), 60_000);
  return servers;
}

/** Lets the node at this port meet another. */
export function meet(port: number, { port: other }: ClusterServer): void {
  const [bus] = /@(\d+)/.exec(redisCli(other, 'CLUSTER', 'NODES'))?.slice(1) ?? [];
  redisCli(port, 'CLUSTER', 'MEET', '127.0.0.1', String(other), bus ?? '');
}
