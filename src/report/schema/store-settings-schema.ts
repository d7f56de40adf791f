/** The settings of a bench of a store, as they stand in its report. Credentials are no part of them. */

import { z } from 'zod';
import { LATENCY_DISTRIBUTIONS } from '../../net/latency.ts';
import { PARTITION_SHAPES } from '../../net/partition.ts';
import { LIMITS } from './settings-schema.ts';

export const SYNCHRONOUS_COMMITS = ['off', 'local', 'remote_write', 'on', 'remote_apply'] as const;
/** Of MariaDB, in small letters, and `off`. */
export const SEMI_SYNCS = ['off', 'after_sync', 'after_commit'] as const;
export const CONSISTENCIES = ['one', 'quorum'] as const;
export const READS = ['serializable', 'linearizable', 'local', 'leader'] as const;

/** Each key has a reader at each replica; more would only read each less often. */
export const MOST_KEYS = 64;
export const MOST_REPLICAS = 32;
/** Of others, that a probe looks at without writing. */
export const MOST_PROBED_KEYS = 16;
/** It becomes a part of keys, and the name of a table. */
export const PREFIX_PATTERN = /^[a-z][a-z0-9_]{0,39}$/;

const delayMs = z.number().min(0).max(LIMITS.delayMs);
const port = z.int().min(1).max(65_535);

export const StoreSettingsSchema = z
  .strictObject({
    target: z.string().describe('The address that is written to, without credentials.'),
    replicas: z
      .array(z.string())
      .max(MOST_REPLICAS)
      .describe('The addresses that are read, without credentials; empty: those that the store tells.'),
    links: z
      .array(z.strictObject({ port, host: z.string(), hostPort: port }))
      .describe('Ports of this machine that the bench passes on, through its network.'),
    wait: z
      .int()
      .min(0)
      .max(MOST_REPLICAS)
      .describe('Redis and Valkey: so many replicas have to confirm a write (WAIT).'),
    synchronousCommit: z
      .enum(SYNCHRONOUS_COMMITS)
      .nullable()
      .describe('PostgreSQL: what a commit waits for; null: as the server has it.'),
    semiSync: z
      .enum(SEMI_SYNCS)
      .nullable()
      .describe(
        'MariaDB: whether a commit waits until a replica has received it; null: as the server has it.',
      ),
    consistency: z
      .enum(CONSISTENCIES)
      .nullable()
      .describe('Cassandra: how many nodes a write or a read waits for; null: one.'),
    reads: z
      .enum(READS)
      .nullable()
      .describe('etcd, NATS: what a read asks for; null: what the server that is asked holds.'),
    scenarios: z.array(z.string()).min(1).describe('Names, in the order in which they ran.'),
    ratePerSec: z
      .number()
      .positive()
      .max(LIMITS.ratePerSec)
      .describe('Operations a second at most, of all clients together.'),
    readRatio: z.number().min(0.01).max(0.9999).describe('Share of the operations that read.'),
    keys: z
      .int()
      .min(1)
      .max(MOST_KEYS)
      .describe('Keys: each has one writer, and one reader at each replica.'),
    valueBytes: z.int().min(0).max(LIMITS.valueBytes).describe('Bytes of each value, at least.'),
    durationMs: z.number().min(1).max(LIMITS.durationMs).describe('How long each scenario loads the store.'),
    latencyMs: delayMs.describe('Mean latency of a link, each way.'),
    latencyDistribution: z.enum(LATENCY_DISTRIBUTIONS),
    jitterMs: delayMs.describe('Added to each latency: uniform in ± this.'),
    bandwidthMbitPerSec: z
      .number()
      .positive()
      .max(100_000)
      .nullable()
      .describe('What fits through a link, each way; null: anything.'),
    partition: z.enum(PARTITION_SHAPES).describe('How scenarios that cut the links cut them.'),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .describe('Draws latencies, and which way is cut.'),
    prefix: z
      .string()
      .regex(PREFIX_PATTERN)
      .describe(
        'Begins the names of the keys, or names the table or bucket, that the bench makes and removes.',
      ),
    output: z.strictObject({ directory: z.string().nullable(), json: z.boolean() }),
  })
  .describe('All that a flag can set.');

export type StoreSettings = z.infer<typeof StoreSettingsSchema>;
