/** What the nodes of a test's cluster have sent each other, for tests of how many messages go where. */

import type { GossipBody } from '../../../src/protocol/gossip.ts';
import type { TestCluster } from '../../support/test-cluster.ts';

export const LATENCY_MS = 20;
export const steady = (): number[] => [LATENCY_MS];

export function messages(
  cluster: TestCluster,
): { src: string; dest: string; at: number; body: GossipBody }[] {
  return cluster.sent.map(({ src, dest, at, line }) => ({
    src,
    dest,
    at,
    body: (JSON.parse(line) as { body: GossipBody }).body,
  }));
}

export const kindsOf = (cluster: TestCluster): Set<string> =>
  new Set(messages(cluster).map(({ body }) => body.type));
