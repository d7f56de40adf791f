/** The agents that ran the nodes: who ran what, how sure times are, whether every line came. */

import { AGENT_HEAD, AGENT_NOTE, agentRows } from '../../words/agents.ts';
import { markup, NOTHING, type Html } from '../html/html.ts';
import { tableOf } from '../html/tables.ts';
import type { PageRun } from '../model.ts';

export function agents(runs: readonly PageRun[]): Html {
  const tables = runs.flatMap(({ name, run }) => {
    const rows = agentRows(run);
    return rows.length === 0 ? [] : tableOf({ caption: `Agents, ${name}`, head: [...AGENT_HEAD], rows });
  });
  if (tables.length === 0) return NOTHING;
  return markup`<h3>Agents</h3>
    <p class="note">
      The nodes ran on agents, and every line passed the bench by way of NATS, which may drop: each is numbered where it leaves and counted where it comes.
      Times are those of the bench’s clock, as sure as the clocks of the agents are known. The columns — ${AGENT_NOTE}
    </p>
    ${tables}`;
}
