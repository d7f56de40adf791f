/**
 * The subjects of simulations on agents. Each result bears the name of its owner, the user as whom the agent came in: so a server's
 * permissions bind an agent to its own name (deploy/nats/agents.conf). Several agents may share a user; then they are told apart by
 * the last token only, and each may speak for the others.
 */

import type { AgentName } from '../../bench/agents/subjects.ts';

/** No cluster of nodes can have it as the first token of its subjects: see src/transport/nats/subjects.ts. */
const PREFIX = 'gossipscope_sim';

/** All of a kind. */
export const SUBJECTS = {
  /** `jobs.PROGRAM.RUN.JOB` */
  jobs: `${PREFIX}.jobs.*.*.*`,
  /** `results.RUN.OWNER.AGENT` */
  results: `${PREFIX}.results.*.*.*`,
  /** `failures.RUN.OWNER.AGENT` */
  failures: `${PREFIX}.failures.*.*.*`,
  /** What commanders say to all agents, and ask them. */
  calls: `${PREFIX}.calls`,
} as const;

export function jobSubject(program: string, run: string, job: number | '*'): string {
  return `${PREFIX}.jobs.${program}.${run}.${job}`;
}

/** The jobs of all runs of one program. */
export function jobsOf(program: string): string {
  return `${PREFIX}.jobs.${program}.*.*`;
}

/** Undefined: it is none of ours. */
export function jobIn(subject: string): number | undefined {
  const number = Number(subject.slice(subject.lastIndexOf('.') + 1));
  return Number.isSafeInteger(number) ? number : undefined;
}

export function resultSubject(run: string, { owner, agent }: AgentName): string {
  return `${PREFIX}.results.${run}.${owner}.${agent}`;
}

export function resultsOf(run: string): string {
  return `${PREFIX}.results.${run}.*.*`;
}

export function failureSubject(run: string, { owner, agent }: AgentName): string {
  return `${PREFIX}.failures.${run}.${owner}.${agent}`;
}

/** Where the server's answers to a client go: a prefix of its own, so that nobody else can be permitted to hear them. */
export function inboxPrefix(owner: string): string {
  return `_INBOX_${owner}`;
}
