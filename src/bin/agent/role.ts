/** What an agent does, apart from being one: each kind of work is a role. `run.ts` lists them. */

import type { NatsConnection } from '@nats-io/transport-node';
import type { AgentName } from '../../bench/agents/subjects.ts';
import type { AgentMetrics } from '../../observe/metrics/agent-metrics.ts';
import type { Program } from '../queue/program.ts';
import type { AgentSettings } from './flags.ts';

export interface AgentContext {
  readonly settings: AgentSettings;
  readonly nats: NatsConnection;
  readonly name: AgentName;
  readonly program: Program;
  readonly metrics: AgentMetrics;
  /** Aborted: what is under way is given back, or ended. */
  readonly signal: AbortSignal;
  /** What somebody may have to put right, in one line each. */
  readonly warn: (text: string) => void;
}

/** Works until the signal is aborted, and resolves when everything is given back. Rejects where the agent cannot go on. */
export type Role = (context: AgentContext) => Promise<void>;
