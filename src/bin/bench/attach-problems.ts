/** Flags that make no sense where the bench is attached to a cluster: its nodes are not the bench's to start, to set up or to kill. */

import { ATTACHED_LIMITS } from '../../bench/settings.ts';
import { scenarioNamed } from '../../net/scenarios.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import type { Given } from '../flags/option.ts';

/** Of the bench's own nodes. */
const OF_NODES = [
  ...['nodes', 'strategy', 'preset', 'bin', 'agents', 'bounds', 'topology', 'forever', 'partition-every'],
  ...['pauses', 'crashes', 'restarts', 'fault-time', 'diagram-messages'],
];

/** Undefined: nothing, or it is not attached. */
export function attachProblem(
  settings: Settings,
  typed: Given,
  nodeArgs: readonly string[],
): string | undefined {
  const { attach, workload, casRatio, ratePerSec, latencyMs, jitterMs, scenarios } = settings;
  if (attach.length === 0) {
    return typed.has('token-file') ? '--token-file needs --attach' : undefined;
  }
  const flag = OF_NODES.find((name) => typed.has(name));
  if (flag !== undefined || nodeArgs.length > 0)
    return `${flag === undefined ? 'arguments after --' : `--${flag}`} and --attach do not go together: the nodes run already, as they were set up`;
  if (workload !== 'kv')
    return `--workload ${workload} and --attach do not go together: a service serves keys, as kv does`;
  if (casRatio > 0)
    return '--cas-ratio and --attach do not go together: a service compares versions, and no values';
  if (attach.length < 2) return '--attach names one node: give the API of every member, with commas';
  if (ratePerSec > ATTACHED_LIMITS.ratePerSec)
    return `--rate ${ratePerSec} is too much for --attach: at most ${ATTACHED_LIMITS.ratePerSec} a second, as the cluster has other clients`;
  if (latencyMs + jitterMs > ATTACHED_LIMITS.delayMs)
    return `--latency and --jitter make more than nodes hold a message back for: ${ATTACHED_LIMITS.delayMs} ms`;
  const killing = scenarios.find((name) => (scenarioNamed(name)?.faults ?? []).length > 0);
  return killing === undefined
    ? undefined
    : `--${typed.has('nemesis') ? 'nemesis' : 'scenario'} ${killing} and --attach do not go together: the bench stops no process that is not its own`;
}
