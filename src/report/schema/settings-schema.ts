/** The settings of a bench, as they stand in its report: enough to run it again. */

import { z } from 'zod';
import {
  CONSISTENCY_MODELS,
  UNDECIDED_MODELS,
  type ConsistencyModel,
} from '../../check/consistency/models.ts';
import { BOUND_NAMES, leastOf, MOST } from '../../core/bounds.ts';
import { KEY_CHOICES } from '../../load/key-choice.ts';
import { WORKLOADS } from '../../load/workloads.ts';
import { LATENCY_DISTRIBUTIONS } from '../../net/latency.ts';
import { PARTITION_SHAPES } from '../../net/partition.ts';
import { TOPOLOGY_SHAPES, USUAL_SHAPE } from '../../net/topology.ts';
import { MAX_WRITES_PER_KEY } from '../../load/key-pool.ts';
import { MAX_TXN_LENGTH } from '../../load/workloads/transactions.ts';

/** Upper ends of what can be asked for; each keeps one run within what one machine holds. */
export const LIMITS = {
  nodes: 200,
  /** On several machines. */
  nodesOfAgents: 2000,
  ratePerSec: 100_000,
  keys: 1_000_000,
  valueBytes: 2 ** 20,
  delayMs: 600_000,
  faults: 1000,
  repeats: 1000,
  durationMs: 86_400_000,
  operations: 4_000_000,
  txnLength: 1000,
} as const;

const share = z.number().min(0).max(1);
const faults = z.int().min(0).max(LIMITS.faults);
const delayMs = z.number().min(0).max(LIMITS.delayMs);

// Reports from before they could be set had none.
const bounds = z
  .partialRecord(z.enum(BOUND_NAMES), z.int().min(0).max(MOST))
  .refine(
    (given) => BOUND_NAMES.every((name) => (given[name] ?? Infinity) >= leastOf(name)),
    'A bound is less than it may be: docs/bounds.md',
  )
  .default({})
  .describe('Bounds of the nodes that differ from their defaults: docs/bounds.md.');

export const SettingsSchema = z
  .strictObject({
    workload: z.enum(WORKLOADS).describe('What the clients ask for.'),
    scenarios: z.array(z.string()).min(1).describe('Names, in the order in which they ran.'),
    nodes: z.int().min(1).max(LIMITS.nodesOfAgents).describe('Node processes: n0, n1, …'),
    ratePerSec: z
      .number()
      .positive()
      .max(LIMITS.ratePerSec)
      .describe('Operations a second that all clients together start.'),
    readRatio: share.describe('Share of the operations that read.'),
    // Reports from before it was a setting had none.
    casRatio: share
      .default(0)
      .describe('Share of the writes that compare first and set then, where the workload can.'),
    deleteRatio: share
      .default(0)
      .describe('Share of the writes that delete their key, where the workload can and the nodes are ours.'),
    keys: z.int().min(1).max(LIMITS.keys).describe('Keys: the numbers from 0 on.'),
    keyChoice: z
      .enum(KEY_CHOICES)
      .describe(
        'How an operation chooses its key; zipf with exponent 0.99, exponential with base 2, as Maelstrom.',
      ),
    valueBytes: z
      .int()
      .min(0)
      .max(LIMITS.valueBytes)
      .describe('Bytes of each value, at least enough to make it unique. 0: a bare number.'),
    durationMs: z
      .number()
      .min(1)
      .max(LIMITS.durationMs)
      .describe('How long each scenario loads the cluster.'),
    quietMs: z
      .number()
      .min(0)
      .max(LIMITS.durationMs)
      .describe('How long the cluster runs on after the load, at least.'),
    latencyMs: delayMs.describe('Mean latency of a message between two nodes. Clients have none.'),
    latencyDistribution: z.enum(LATENCY_DISTRIBUTIONS),
    jitterMs: delayMs.describe('Added to each latency: uniform in ± this.'),
    lossRatio: share.describe('Share of the messages between nodes that are lost.'),
    duplicateRatio: share.describe('Share of the messages between nodes that arrive twice.'),
    partition: z.enum(PARTITION_SHAPES).describe('How scenarios that partition the network cut it.'),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .describe('Draws operations, faults and partitions.'),
    // Reports from before it was a setting had none.
    repeat: z
      .int()
      .min(1)
      .max(LIMITS.repeats)
      .default(1)
      .describe('How often each scenario runs, each time with the next seed.'),
    // Reports from before these were settings had none.
    pauses: faults
      .default(0)
      .describe('Times that a node stands still, drawn over the load; what comes waits for it.'),
    crashes: faults.default(0).describe('Times that a node is gone, and comes back with its memory.'),
    restarts: faults.default(0).describe('Times that a node is killed and comes back without its memory.'),
    faultMs: z
      .number()
      .min(0)
      .max(LIMITS.durationMs)
      .default(1000)
      .describe('How long each of these lasts, on average.'),
    strategy: z
      .string()
      .nullable()
      .describe(
        "The nodes' dissemination strategy, or several with commas: each runs every scenario. null: the nodes' default.",
      ),
    preset: z
      .string()
      .nullable()
      .describe("The nodes' preset: settings of theirs that go together; null: none."),
    // Reports from before these could be set had none.
    consistencyModels: z
      .string()
      .refine((text) => unknownModelIn(text) === undefined, {
        error: ({ input }) => modelFault(unknownModelIn(String(input))),
      })
      .default('read-committed')
      .describe(
        'What transactions promise: the model by whose rules they are judged, or several with commas.',
      ),
    concurrency: z
      .string()
      .regex(/^[1-9]\d{0,3}n?$/, { error: 'It must be a number of clients, or of each node: 10 or 4n' })
      .nullable()
      .default(null)
      .describe(
        "Clients with one request at a time each, as Maelstrom's: a number, or with n behind it one for each node. null: as many as it takes to keep to the rate.",
      ),
    topologyShape: z
      .enum(TOPOLOGY_SHAPES, { error: ({ input }) => shapeFault(input) })
      .default(USUAL_SHAPE)
      .describe('Which neighbours each node is told, where the workload has a topology.'),
    maxTxnLength: z
      .int()
      .min(1)
      .max(LIMITS.txnLength)
      .default(MAX_TXN_LENGTH)
      .describe('Operations of a transaction at most.'),
    maxWritesPerKey: z
      .int()
      .min(1)
      .max(LIMITS.operations)
      .default(MAX_WRITES_PER_KEY)
      .describe('Writes of a key, after which another one takes its place, where keys do not last.'),
    strict: z
      .boolean()
      .default(false)
      .describe("Whether what is wrong fails the run where Maelstrom's verdict lets it pass."),
    // Reports from before there were agents had none.
    agents: z
      .array(z.string())
      .min(1)
      .nullable()
      .default(null)
      .describe('NATS servers of the agents that run the nodes; null: they run on this machine.'),
    // Reports from before the bench could be attached had none.
    attach: z
      .array(z.string())
      .default([])
      .describe('The APIs of the cluster that was measured; empty: the bench started its own.'),
    tokenFile: z.string().nullable().default(null).describe('Where the token for these APIs stood.'),
    ca: z
      .string()
      .nullable()
      .default(null)
      .describe(
        'The authority of the certificates of these APIs or of the NATS servers; null: those of the system.',
      ),
    bin: z.string().nullable().describe('The node program; null: gossipscope node.'),
    bounds,
    nodeArgs: z.array(z.string()).describe('Arguments passed on to the node program.'),
    metricsPort: z
      .int()
      .min(0)
      .max(65_535)
      .describe("The scrape endpoint's port that was asked for; 0: a free one."),
    output: z
      .strictObject({
        directory: z.string().nullable().describe('Where report.json was written; null: nowhere.'),
        json: z.boolean().describe('Whether the report was printed on stdout.'),
      })
      .describe('Not taken over when a report is run again.'),
  })
  .describe('All that a flag can set.');

/** Our nodes have a flag of that name, for what they make of the neighbours that they are told. */
function shapeFault(input: unknown): string {
  const ofNodes = input === 'given' || input === 'full';
  const reason = ofNodes
    ? `--topology ${input} is for our nodes, and goes after --`
    : 'There is no such topology';
  return `${reason}. Choose from: ${TOPOLOGY_SHAPES.join(', ')}`;
}

const isModel = (name: string): name is ConsistencyModel => CONSISTENCY_MODELS.some((one) => one === name);

function unknownModelIn(text: string): string | undefined {
  return text.split(',').find((name) => !isModel(name.trim()));
}

/** All that are promised at once. */
export function modelsOf({ consistencyModels }: Pick<Settings, 'consistencyModels'>): ConsistencyModel[] {
  return consistencyModels
    .split(',')
    .map((name) => name.trim())
    .filter(isModel);
}

/** Why this is no model to judge by. */
function modelFault(name: string | undefined): string {
  const unseen = UNDECIDED_MODELS[name ?? ''];
  const reason = unseen === undefined ? 'There is no such model' : `Nobody can tell from outside: ${unseen}`;
  return `${reason}. Choose from: ${CONSISTENCY_MODELS.join(', ')}`;
}

export type Settings = z.infer<typeof SettingsSchema>;

/** The strategies that are compared; empty: the nodes' default alone. */
export function strategiesOf({ strategy }: Pick<Settings, 'strategy'>): string[] {
  return strategy?.split(',') ?? [];
}
