/**
 * The subjects between benches and agents, so that a server's permissions can bind each agent to its own name (deploy/nats/agents.conf): an agent
 * hears `calls.*` and `to.OWNER.*.*`, and publishes to `from.*.OWNER.*` alone. Several agents may share an owner, the user as whom they came
 * in; then they are told apart by their own names only, and each may speak for the others.
 */

/** No cluster of nodes can have it as the first token of its subjects: see src/transport/nats/subjects.ts. */
const PREFIX = 'gossipscope_host';

export interface AgentName {
  /** The user as whom it came in. */
  readonly owner: string;
  /** Tells it from others of the same owner. */
  readonly agent: string;
}

/** A bench asks who is there. */
export function callOf(session: string): string {
  return `${PREFIX}.calls.${session}`;
}

export function toAgent({ owner, agent }: AgentName, session: string): string {
  return `${PREFIX}.to.${owner}.${agent}.${session}`;
}

export function toBench(session: string, { owner, agent }: AgentName): string {
  return `${PREFIX}.from.${session}.${owner}.${agent}`;
}

/** Of a call, or of what goes to an agent. */
export function sessionIn(subject: string): string {
  return subject.slice(subject.lastIndexOf('.') + 1);
}

/** Of what comes to a bench. */
export function senderIn(subject: string): AgentName {
  const [owner = '', agent = ''] = subject.split('.').slice(-2);
  return { owner, agent };
}
