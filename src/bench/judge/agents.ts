/** What a run on agents adds to its report: who ran which nodes, whether every line came, and which agents were lost. */

import { exactly, type AuditRow } from '../../check/audit/audit-row.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { AgentsAccount } from '../agents/account.ts';
import { failedOperations } from './processes.ts';
import type { Evidence } from './evidence.ts';

type Evidenced = Pick<Evidence, 'agents' | 'startedAtMs'>;

/** Nothing where all ran on this machine. */
export function agentsPart({ agents, startedAtMs }: Evidenced): Pick<Run, 'agents'> {
  if (agents === undefined) return {};
  return {
    agents: agents.agents.map(({ gone, ...agent }) => ({
      ...agent,
      nodes: [...agent.nodes],
      gone: gone === undefined ? null : { atMs: gone.atMs - startedAtMs, why: gone.why },
    })),
  };
}

/** What both ends counted. NATS may drop: then these rows differ. */
export function carriedRows(agents: AgentsAccount | undefined): AuditRow[] {
  if (agents === undefined) return [];
  const sum = (of: (agent: AgentsAccount['agents'][number]) => number): number =>
    agents.agents.reduce((total, agent) => total + of(agent), 0);
  return [
    exactly(
      'lines that agents got for nodes',
      sum(({ linesToNodes }) => linesToNodes.arrived),
      sum(({ linesToNodes }) => linesToNodes.sent),
    ),
    exactly(
      'lines that agents read from nodes',
      sum(({ linesFromNodes }) => linesFromNodes.sent),
      sum(({ linesFromNodes }) => linesFromNodes.arrived),
    ),
  ];
}

/** Sentences: agents that were lost, and lines. */
export function agentProblems(evidence: Evidence): string[] {
  const { agents, startedAtMs } = evidence;
  if (agents === undefined) return [];
  const failed = failedOperations(evidence).excused;
  const lost = agents.agents.flatMap(({ name, host, nodes, gone }) => {
    if (gone === undefined) return [];
    const atSec = ((gone.atMs - startedAtMs) / 1000).toFixed(1);
    const operations = failed.filter(({ node }) => nodes.includes(node)).length;
    return `agent ${name} (${host}) ${gone.why}, from ${atSec} s into the load on, and its nodes ${nodes.join(' ')} were down from then: ${operations} operations at them failed`;
  });
  const gaps = agents.gaps.map(({ node, agent, toNode, fromNode }) => {
    const parts = [
      ...(toNode > 0 ? [`${toNode} on their way to it`] : []),
      ...(fromNode > 0 ? [`${fromNode} on their way from it`] : []),
    ];
    return `NATS dropped lines of ${node} (agent ${agent}): ${parts.join(', ')}`;
  });
  return [...lost, ...gaps];
}

/** Clocks make figures doubtful where they may be further apart than this, in ms. */
const FAR_MS = 5;

export function agentWarnings({ agents }: Evidenced): string[] {
  if (agents === undefined) return [];
  const { farthestMs } = agents;
  const offsetMs = Math.max(0, ...agents.agents.map(({ clock }) => Math.abs(clock.offsetMs)));
  const what =
    offsetMs > FAR_MS ? 'let NTP set them' : 'they cannot be told more closely through NATS as busy as it is';
  const far =
    farthestMs > FAR_MS
      ? [
          `the clocks of agents and bench may be ${farthestMs.toFixed(1)} ms apart, and every convergence time is as uncertain: ${what}`,
        ]
      : [];
  const silent = agents.agents.flatMap(({ name, missing }) => {
    const messages = missing.there + missing.back;
    return messages === 0 ? [] : `NATS dropped ${messages} messages between the bench and agent ${name}`;
  });
  return [...far, ...silent];
}
