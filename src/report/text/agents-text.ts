/** Where the nodes ran, if not beside the bench: a table of agents for each run. */

import type { Run } from '../schema/run-schema.ts';
import { AGENT_HEAD, AGENT_NOTE, agentRows } from '../words/agents.ts';
import type { Screen } from './paint.ts';
import { renderTable } from './table.ts';

/** Empty where all ran beside the bench. @param names of the runs */
export function agentsTable(
  runs: readonly Run[],
  names: readonly string[],
  { paint, width }: Screen,
): string {
  const tables = runs.flatMap((run, index) => {
    const rows = agentRows(run);
    const title = runs.length === 1 ? AGENT_HEAD[0] : `agent, ${names[index] ?? ''}`;
    return rows.length === 0 ? [] : renderTable([title, ...AGENT_HEAD.slice(1)], rows, paint, width);
  });
  return tables.length === 0 ? '' : [...tables, `  ${paint.dim(AGENT_NOTE)}`].join('\n');
}
