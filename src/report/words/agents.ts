/** The agents of a run in words, for its text and for its page: the same rows for both. */

import type { AgentFigures } from '../schema/agents-schema.ts';
import { UNKNOWN } from './format.ts';
import type { Run } from '../schema/run-schema.ts';

export const AGENT_HEAD = [
  'agent',
  'machine',
  'nodes',
  'clock (ms)',
  'there (ms)',
  'back (ms)',
  'lines there',
  'lines back',
] as const;

/** What the columns mean. */
export const AGENT_NOTE =
  'clock: ahead of the bench, and how wrong that may be; there and back: half of the lines within, and 99 %, from the bench to a node and from a node to the bench; lines: how many left, and how many of them came.';

/** A row for each agent; empty: the nodes ran beside the bench. */
export function agentRows({ agents = [] }: Pick<Run, 'agents'>): string[][] {
  return agents.map((agent) => [
    agent.gone === null ? agent.name : `${agent.name} (${agent.gone.why})`,
    `${agent.host}, ${agent.cpus} CPUs`,
    String(agent.nodes.length),
    `${signed(agent.clock.offsetMs)} ± ${agent.clock.boundMs.toFixed(2)}`,
    within(agent.thereMs),
    within(agent.backMs),
    agent.gone === null ? carried(agent.linesToNodes) : UNKNOWN,
    agent.gone === null ? carried(agent.linesFromNodes) : UNKNOWN,
  ]);
}

function within({ p50, p99 }: AgentFigures['thereMs']): string {
  return `${p50.toFixed(2)} / ${p99.toFixed(2)}`;
}

function carried({ sent, arrived }: AgentFigures['linesToNodes']): string {
  return sent === arrived ? `${sent}, all` : `${sent}, ${arrived}`;
}

function signed(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(2)}`;
}
