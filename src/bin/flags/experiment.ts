/** The cluster, its load, its network and what happens to it: flags of the bench and of the simulator. */

import { KEY_CHOICES } from '../../load/key-choice.ts';
import { LATENCY_DISTRIBUTIONS } from '../../net/latency.ts';
import { PARTITION_SHAPES } from '../../net/partition.ts';
import { scenarioNamed } from '../../net/scenarios.ts';
import { TOPOLOGY_SHAPES } from '../../net/topology.ts';
import type { Workload } from '../../load/workload.ts';
import type { Chosen, Flag, Need } from './flag.ts';

const hasKeys = ({ state }: Workload): boolean => state === 'keys';
const hasState = ({ state }: Workload): boolean => state !== 'none';

/** Of one that has a shape of its own, the flag says nothing. */
const A_CUT: Need = {
  isMet: ({ scenarios }) =>
    scenarios === undefined ||
    scenarios.some((name) => scenarioNamed(name)?.partitions.some(({ shape }) => shape === undefined)),
  what: 'a scenario that cuts by it: --scenario partition or flapping',
  otherwise: 'a network that stays whole',
};

const SOME_LATENCY: Need = {
  isMet: ({ latencyMs }) => latencyMs !== 0,
  what: '--latency',
  otherwise: '--latency 0',
};

const HOT_KEYS: Need = {
  isMet: ({ keyChoice }) => keyChoice === undefined || keyChoice === 'exponential',
  what: '--key-choice exponential',
  otherwise: 'keys that last',
};

const NODES_OF_OURS: Need = {
  isMet: ({ bin = null }) => bin === null,
  what: "nodes of ours, as Maelstrom's know no deletes",
  otherwise: '--bin',
};

const A_FAULT: Need = {
  isMet: (chosen) => FAULT_COUNTS.some((name) => (chosen[name] ?? 0) > 0),
  what: '--pauses, --crashes or --restarts',
  otherwise: 'no fault that it could be the length of',
};
const FAULT_COUNTS = [
  ...(['pauses', 'crashes', 'restarts'] as const),
  ...(['clockJumps', 'dataRestarts', 'memberChanges'] as const),
] satisfies readonly (keyof Chosen)[];

const CLUSTER_AND_LOAD: readonly Flag[] = [
  {
    name: 'nodes',
    alias: 'node-count',
    setting: 'nodes',
    kind: 'number',
    help: { bench: 'node processes', simulate: 'replicas, up to 100,000 (tried: up to 20,000)' },
  },
  {
    name: 'duration',
    setting: 'durationMs',
    kind: 'duration',
    help: 'how long each scenario loads the cluster',
  },
  {
    name: 'quiet',
    setting: 'quietMs',
    kind: 'duration',
    example: '10s',
    help: 'how long the cluster runs on after the load, at least, before it is judged',
  },
  {
    name: 'rate',
    setting: 'ratePerSec',
    kind: 'number',
    help: 'operations a second, of all clients together',
  },
  {
    name: 'read-ratio',
    setting: 'readRatio',
    kind: 'share',
    help: 'share of the operations that read',
    isOf: hasState,
  },
  {
    name: 'keys',
    alias: 'key-count',
    setting: 'keys',
    kind: 'number',
    help: 'how many keys there are',
    isOf: hasKeys,
  },
  {
    name: 'key-choice',
    setting: 'keyChoice',
    kind: 'choice',
    choices: KEY_CHOICES,
    example: 'zipf',
    help: {
      bench:
        'how an operation chooses its key; exponential, with 10 keys of 16 writes each: as Maelstrom, and the default of transactions and logs with --bin (lin-kv: of two keys)',
      simulate: 'how an operation chooses its key',
    },
    isOf: hasKeys,
  },
  {
    name: 'value-bytes',
    setting: 'valueBytes',
    kind: 'number',
    help: {
      bench: 'size of a value; 0: a bare number (the default with --bin)',
      simulate: 'size of a value; 0: a bare number',
    },
    isOf: ({ hasSizedValues }) => hasSizedValues === true,
  },
];

const NETWORK: readonly Flag[] = [
  {
    name: 'latency',
    setting: 'latencyMs',
    kind: 'duration',
    help: 'mean latency of a message between two nodes',
  },
  {
    name: 'latency-dist',
    setting: 'latencyDistribution',
    kind: 'choice',
    choices: LATENCY_DISTRIBUTIONS,
    example: 'lognormal',
    help: 'how latencies vary',
    needs: SOME_LATENCY,
  },
  {
    name: 'jitter',
    setting: 'jitterMs',
    kind: 'duration',
    example: '5ms',
    help: 'added to each latency: uniform in ± this',
  },
  {
    name: 'loss',
    setting: 'lossRatio',
    kind: 'share',
    example: '0.01',
    help: 'share of the messages between nodes that are lost',
  },
  {
    name: 'duplicate',
    setting: 'duplicateRatio',
    kind: 'share',
    example: '0.01',
    help: 'share of these messages that arrive twice',
  },
  {
    name: 'partition',
    setting: 'partition',
    kind: 'choice',
    placeholder: '<shape>',
    choices: PARTITION_SHAPES,
    help: 'how a scenario cuts the network',
    needs: A_CUT,
  },
];

/** Maelstrom's. Our nodes have a flag of that name, for what they make of it. */
export const TOPOLOGY_OF_CLIENTS: Flag = {
  name: 'topology',
  setting: 'topologyShape',
  kind: 'choice',
  choices: TOPOLOGY_SHAPES,
  help: 'which neighbours each node is told, as in Maelstrom: of broadcast',
  isOf: ({ hasTopology }) => hasTopology === true,
};

/** The same, where `--topology` is what nodes make of it. */
export const TOPOLOGY_SHAPE: Flag = {
  ...TOPOLOGY_OF_CLIENTS,
  name: 'topology-shape',
  example: 'tree4',
  help: 'with --topology given, which neighbours each node is told, as in Maelstrom: a grid, if it is not set',
};

/** Maelstrom's. */
export const CONCURRENCY: Flag = {
  name: 'concurrency',
  setting: 'concurrency',
  kind: 'text',
  placeholder: '<n>',
  example: '4n',
  help: "clients, each with one request at a time, as Maelstrom's: 10, or 4n for four a node (default: as many as the rate takes)",
};

/** Maelstrom's. */
export const TRANSACTION_FLAGS: readonly Flag[] = [
  {
    name: 'max-txn-length',
    setting: 'maxTxnLength',
    kind: 'number',
    help: 'operations of a transaction at most',
    isOf: ({ models }) => models !== undefined,
  },
  {
    name: 'max-writes-per-key',
    setting: 'maxWritesPerKey',
    kind: 'number',
    help: 'writes of a key, after which another one takes its place: of transactions, logs and lin-kv, with --key-choice exponential',
    isOf: ({ hotKeys }) => hotKeys !== undefined,
    needs: HOT_KEYS,
  },
];

/** Stands behind the seed in both commands: reports of simulations name the settings in that order. */
export const CAS_RATIO: Flag = {
  name: 'cas-ratio',
  setting: 'casRatio',
  kind: 'share',
  example: '0.2',
  help: 'share of the writes that compare first, where the workload can: kv',
  isOf: ({ hasCas }) => hasCas === true,
};

/** Stands behind `CAS_RATIO`. */
export const DELETE_RATIO: Flag = {
  name: 'delete-ratio',
  setting: 'deleteRatio',
  kind: 'share',
  example: '0.2',
  help: {
    bench: 'share of the writes that delete their key, where the workload can: kv, and nodes of ours',
    simulate: 'share of the writes that delete their key, where the workload can: kv',
  },
  isOf: ({ hasDelete }) => hasDelete === true,
  needs: NODES_OF_OURS,
};

/** Faults of nodes. */
export const FAULT_FLAGS: readonly Flag[] = [
  {
    name: 'pauses',
    setting: 'pauses',
    kind: 'number',
    example: '3',
    help: 'times that a node stands still; what is sent to it waits',
  },
  {
    name: 'crashes',
    setting: 'crashes',
    kind: 'number',
    example: '3',
    help: {
      bench: 'times that a node is gone with its memory kept: stopped, and what is sent to it is lost',
      simulate: 'times that a node crashes and comes back with its memory',
    },
  },
  {
    name: 'restarts',
    setting: 'restarts',
    kind: 'number',
    example: '3',
    help: {
      bench: 'times that a node is killed and started again, without its memory',
      simulate: 'times that a node crashes and comes back without its memory',
    },
  },
  {
    name: 'fault-time',
    setting: 'faultMs',
    kind: 'duration',
    help: 'how long each of these lasts, on average',
    needs: A_FAULT,
  },
];

const SCENARIO: Flag = {
  name: 'scenario',
  setting: 'scenarios',
  kind: 'names',
  // Twice with one seed is one sample, and would be counted as two.
  insteadOfTwice: '--repeat runs each again, with a seed of its own each time',
  help: 'what to run, in this order; see below',
};

export const EXPERIMENT_FLAGS: readonly Flag[] = [...CLUSTER_AND_LOAD, ...NETWORK, SCENARIO];
