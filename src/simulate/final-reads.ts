/** When all is over, every node is read once more, where the workload has a read of everything: what its checker judges by. */

import { ONLY_KEY } from '../load/workload.ts';
import { workloadOf } from '../load/workloads.ts';
import type { ReplyBody } from '../protocol/envelope.ts';
import { parseLine } from '../protocol/parse.ts';
import { parsed } from './clients.ts';
import type { Simulation } from './simulation.ts';
import type { VirtualNode } from './world/virtual-node.ts';

/** Behind the back of all that counts: no figure of the run changes. @returns whether there was anything to read */
export function readInTheEnd({ settings, cluster, clients, nowMs }: Simulation): boolean {
  const body = workloadOf(settings).readAll;
  if (body === undefined) return false;
  const { operations, checker } = clients;
  cluster.nodes.forEach((node, index) => {
    const answer = ask(node, body, node.clock.at(cluster.agenda.now));
    const id = operations.length + 1 + index;
    const op = {
      id,
      node: node.name,
      kind: 'read' as const,
      key: ONLY_KEY,
      value: undefined,
      error: undefined,
    };
    const times = { scheduledAtMs: nowMs, invokedAtMs: nowMs, completedAtMs: nowMs };
    if (answer !== undefined) checker?.answered({ ...op, ...times }, parsed(answer), true);
  });
  return true;
}

function ask(node: VirtualNode, body: Readonly<Record<string, unknown>>, now: number): ReplyBody | undefined {
  const parsedLine = parseLine(JSON.stringify({ src: 'c0', dest: node.name, body: { ...body, msg_id: 0 } }));
  const { sends } = node.server.step({ type: 'line', parsed: parsedLine }, now);
  return sends.find((message) => message.kind === 'reply')?.body;
}
