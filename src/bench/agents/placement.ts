/** Which agent runs which node: evenly over all that answer, and never more than an agent takes. */

import { compareText } from '../../base/order.ts';

export interface Place {
  readonly name: string;
  /** Processes that it takes. */
  readonly room: number;
}

/** Each node to the agent that has the fewest, in the order of names. Undefined: there is too little room. */
export function placed(
  nodes: readonly string[],
  agents: readonly Place[],
): ReadonlyMap<string, string> | undefined {
  const counts = agents
    .map(({ name, room }) => ({ name, room, nodes: 0 }))
    .sort((a, b) => compareText(a.name, b.name));
  const places = new Map<string, string>();
  for (const node of nodes) {
    const free = counts.filter((agent) => agent.nodes < agent.room);
    const fewest = Math.min(...free.map((agent) => agent.nodes));
    const agent = free.find((one) => one.nodes === fewest);
    if (agent === undefined) return undefined;
    agent.nodes++;
    places.set(node, agent.name);
  }
  return places;
}
