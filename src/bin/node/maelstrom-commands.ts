/**
 * The commands that run our node under Maelstrom: one table, which docs/maelstrom.md and `node --help` quote, and whose every command is
 * run by a test. Maelstrom passes what follows `--` on to the node, which serves one workload at a time.
 */

import { DEFAULT_NODE } from '../../host/settings.ts';
import { WORKLOAD_NAMES, type WorkloadName } from '../../workload/workloads.ts';

export interface MaelstromCommand {
  /** Maelstrom's name for the workload. */
  readonly workload: string;
  /** Flags of Maelstrom. */
  readonly flags: string;
  /** Flags of the node, other than the workload. */
  readonly nodeFlags?: string;
}

const BIN = 'bin/gossipscope-node';
const NETWORK = '--node-count 5 --time-limit 20';

/** The store itself. Maelstrom runs it with at least two clients a node, and looks for an order that an eventually consistent store need not have. */
export const LIN_KV: MaelstromCommand = {
  workload: 'lin-kv',
  flags: `${NETWORK} --concurrency 2n --nemesis partition`,
  nodeFlags: '--flush-interval 0',
};

/** What the node is meant to pass. */
export const PASSED_COMMANDS: readonly MaelstromCommand[] = [
  { workload: 'broadcast', flags: `${NETWORK} --nemesis partition` },
  {
    workload: 'broadcast',
    flags: '--node-count 25 --time-limit 20 --rate 100 --latency 100',
    nodeFlags: '--preset relay-fast',
  },
  { workload: 'g-set', flags: `${NETWORK} --nemesis partition` },
  { workload: 'g-counter', flags: `${NETWORK} --nemesis partition` },
  { workload: 'pn-counter', flags: `${NETWORK} --nemesis partition` },
  {
    workload: 'txn-rw-register',
    flags: `${NETWORK} --nemesis partition --consistency-models read-committed --availability total`,
  },
  { workload: 'unique-ids', flags: `${NETWORK} --nemesis partition --rate 1000 --availability total` },
  { workload: 'echo', flags: '--node-count 1 --time-limit 10' },
];

/** As it is typed in the repository's root. */
export function lineOf({ workload, flags, nodeFlags }: MaelstromCommand): string {
  const served = servedAs(workload);
  const forNode = [served === DEFAULT_NODE.workload ? [] : [`--workload ${served}`], nodeFlags ?? []].flat();
  const passedOn = forNode.length === 0 ? [] : ['--', ...forNode];
  return [`maelstrom test -w ${workload} --bin ${BIN} ${flags}`, ...passedOn].join(' ');
}

/** Our name for Maelstrom's workload: only the store is called differently. */
function servedAs(workload: string): WorkloadName {
  return WORKLOAD_NAMES.find((name) => name === workload) ?? DEFAULT_NODE.workload;
}
