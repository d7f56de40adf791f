/** How a node process of a bench is started, and with which variables. */

import { resolve } from 'node:path';
import process from 'node:process';
import { InvalidArgumentError } from 'commander';
import type { NodeCommand } from '../../bench/cluster/child.ts';
import { strategiesOf, type Settings } from '../../report/schema/settings-schema.ts';
import { BOUNDS } from '../flags/bounds.ts';
import { variableOf } from '../flags/flag.ts';
import { readValue, textOf } from '../flags/value.ts';
import { NODE } from '../node/flags.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Our nodes get their settings as variables: other programs ignore them, and arguments after -- still win. */
export function nodeCommandFor(
  { bin, nodeArgs, seed, workload, preset, bounds }: Settings,
  strategy: string | null,
  env: Environment = process.env,
): NodeCommand {
  const { execPath, argv } = process;
  const variables = {
    GOSSIP_METRICS_PORT: env['GOSSIP_METRICS_PORT'] ?? '0',
    GOSSIP_WORKLOAD: workload,
    GOSSIP_SEED: String(seed),
    // The bench reads the address of a node's metrics from the node's log.
    GOSSIP_LOG_LEVEL: env['GOSSIP_LOG_LEVEL'] === 'debug' ? 'debug' : 'info',
    ...(strategy === null ? {} : { GOSSIP_STRATEGY: strategy }),
    ...(preset === null ? {} : { GOSSIP_PRESET: preset }),
    ...(Object.keys(bounds).length === 0 ? {} : { [variableOf(BOUNDS)]: textOf(BOUNDS, bounds) }),
  };
  if (bin !== null) return { command: resolve(bin), args: nodeArgs, env: variables };
  return { command: execPath, args: [argv[1] ?? '', 'node', ...nodeArgs], env: variables };
}

/** A variable that our nodes would refuse. Those of agents have an environment of their own. */
export function variableProblem(settings: Settings, env: Environment = process.env): string | undefined {
  const { bin, agents, attach, nodeArgs } = settings;
  if (bin !== null || agents !== null || attach.length > 0) return undefined;
  const own = nodeCommandFor(settings, strategiesOf(settings)[0] ?? null, env).env;
  const variables: Environment = { ...env, ...own };
  for (const flag of NODE.flags) {
    const text = variables[variableOf(flag)];
    // What stands after -- wins.
    if (text === undefined || nodeArgs.some((word) => word.split('=')[0] === `--${flag.name}`)) continue;
    try {
      readValue(flag, text, NODE);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      return `${variableOf(flag)}=${text} would be refused by the nodes: ${error.message}`;
    }
  }
  return undefined;
}
