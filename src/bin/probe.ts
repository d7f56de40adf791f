/** `gossipscope probe`: the replication of a store, measured all the time, for Prometheus. */

import process from 'node:process';
import { Command } from 'commander';
import { StoreError, TargetFailure, type StoreOptions } from '../targets/store.ts';
import { storeFor } from '../targets/stores.ts';
import type { CommandFlags } from './flags/flag.ts';
import { addFlags, givenTo, valuesOf } from './flags/option.ts';
import { PROBE_FLAGS, readOnlyProblem } from './flags/probe.ts';
import {
  addressesIn,
  addressProblem,
  optionProblem,
  PREFIX,
  REPLICA,
  STORE_OPTIONS,
  TARGET,
  USUAL_OPTIONS,
} from './flags/target.ts';
import { METRICS_HOST, METRICS_PORT } from './flags/telemetry.ts';
import { PROBE_HELP } from './probe/help.ts';
import { interruption } from './terminal/interruption.ts';
import { RunFailed } from './terminal/run-failed.ts';
import { usageError } from './terminal/usage-error.ts';
import { version } from './version.ts';

const DEFAULTS = {
  ...{ everyMs: 200, readEveryMs: 50, metricsPort: 9465, metricsHost: '127.0.0.1', readOnly: false },
  ...{ prefix: 'gossipscope_probe', ...USUAL_OPTIONS },
};

const PROBE: CommandFlags = {
  name: 'probe',
  flags: [TARGET, REPLICA, ...PROBE_FLAGS, ...STORE_OPTIONS, METRICS_PORT, METRICS_HOST, PREFIX],
  ...{ defaults: DEFAULTS, schemas: {}, variables: [TARGET.name, REPLICA.name] },
};

interface Values extends Omit<typeof DEFAULTS, keyof StoreOptions>, StoreOptions {
  readonly target?: string;
  readonly replicas?: string;
  readonly keys?: readonly string[];
}

export function probeCommand(): Command {
  const command = new Command('probe')
    .description(
      'Shows Prometheus how soon a write to a store is visible at its replicas, and how often a read is stale.',
    )
    .addHelpText('after', PROBE_HELP);
  return addFlags(command, PROBE).action(() => run(command));
}

async function run(command: Command): Promise<void> {
  const typed = givenTo(command, PROBE);
  const values = { ...DEFAULTS, ...valuesOf(typed, PROBE) } as Values;
  const { target, replicas: given, everyMs, readEveryMs, metricsPort, metricsHost, ...others } = values;
  const { readOnly, keys = [], ...settings } = others;
  if (target === undefined) usageError(command, 'name the store with --target, as in redis://127.0.0.1:6379');
  const replicas = addressesIn(given);
  const problem = addressProblem(target, replicas);
  const store = storeFor(target);
  if (problem !== undefined || store === undefined) return usageError(command, problem ?? '--target');
  if (everyMs < 1 || readEveryMs < 1) usageError(command, '--every and --read-every: at least 1ms');
  const idle = optionProblem(settings, store) ?? readOnlyProblem({ readOnly, keys }, typed, store);
  if (idle !== undefined) usageError(command, idle);
  const { probe } = await import('../targets/probe/probe.ts');
  const { probeReadOnly } = await import('../targets/probe/read-only.ts');
  const options = {
    ...{ store, target, replicas, settings, version, signal: interruption() },
    ...{ readEveryMs, metricsPort, metricsHost },
    onStarted: (line: string) => void process.stderr.write(`${line}\n`),
  };
  try {
    await (readOnly ? probeReadOnly({ ...options, keys }) : probe({ ...options, everyMs }));
  } catch (error) {
    if (error instanceof TargetFailure || error instanceof StoreError) throw new RunFailed(error.message);
    throw error;
  }
}
