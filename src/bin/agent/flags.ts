/** The flags and variables of `gossipscope agent`, and the settings that they give. */

import { randomBytes } from 'node:crypto';
import { availableParallelism, hostname } from 'node:os';
import type { Command } from 'commander';
import type { NatsSettings } from '../../transport/nats/settings.ts';
import {
  ACCESS_FLAGS,
  accessTo,
  AGENT_NAME,
  HOSTING_FLAGS,
  NATS,
  type AccessValues,
} from '../flags/agents.ts';
import type { CommandFlags } from '../flags/flag.ts';
import { givenTo, valuesOf } from '../flags/option.ts';
import { JOBS } from '../flags/simulation.ts';
import { METRICS_HOST, METRICS_PORT } from '../flags/telemetry.ts';
import { usageError } from '../terminal/usage-error.ts';

export interface AgentSettings {
  readonly access: NatsSettings;
  readonly name: string;
  /** Simulations at a time. */
  readonly jobs: number;
  /** Programs that a bench may start here, beside our own node. */
  readonly allowedBins: readonly string[];
  /** Node processes of benches at a time. */
  readonly maxNodes: number;
  readonly metricsHost: string;
  readonly metricsPort: number;
}

const DEFAULTS = { metricsPort: 9_470, metricsHost: '127.0.0.1', allowedBins: [], maxNodes: 200 } as const;

const FLAGS = [NATS, AGENT_NAME, JOBS, ...HOSTING_FLAGS, ...ACCESS_FLAGS, METRICS_PORT, METRICS_HOST];

export const AGENT: CommandFlags = {
  ...{ name: 'agent', flags: FLAGS, defaults: DEFAULTS, schemas: {} },
  variables: FLAGS.map(({ name }) => name),
};

type Given = Partial<AgentSettings> & AccessValues & { readonly servers?: readonly string[] };

/** Ends the command where nobody could work. */
export function settingsOf(command: Command): AgentSettings {
  const { servers, ...given }: Given = valuesOf(givenTo(command, AGENT), AGENT);
  if (servers === undefined)
    usageError(command, 'where does the work come from? --nats nats://127.0.0.1:4222');
  const { name = ownName(), jobs = availableParallelism() } = given;
  const { metricsPort, metricsHost, allowedBins, maxNodes } = { ...DEFAULTS, ...given };
  return {
    ...{ access: accessTo(servers, given), name, jobs, allowedBins, maxNodes },
    ...{ metricsPort, metricsHost },
  };
}

/** Two agents of one machine, or of two machines of one name, are two. */
function ownName(): string {
  const host = hostname().replaceAll(/[^A-Za-z0-9_-]/g, '-');
  return `${host.slice(0, 40)}-${randomBytes(3).toString('hex')}`;
}
