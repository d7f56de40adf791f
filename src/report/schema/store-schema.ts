/**
 * The report of `bench --target`: what a client saw of a store's replication. A report of its own, for of nodes, messages and an audit
 * there is nothing to say; its parts are those of the other reports where they mean the same.
 */

import { z } from 'zod';
import { ConvergenceCurveSchema, TimelineSchema } from './course-schema.ts';
import { PointSchema, VariedSchema } from './repeated-schema.ts';
import { SummarySchema } from './run-schema.ts';
import { StoreSettingsSchema } from './store-settings-schema.ts';

export const STORE_SCHEMA_VERSION = 1;

/** Times without a writer that are listed one by one. */
export const MOST_OUTAGES = 100;

const count = z.int().min(0);
const ms = z.number();
const errors = z.record(z.string(), count).describe('By the name of the error.');

const VisibleSchema = z.strictObject({
  visibleMs: SummarySchema.describe('From the acknowledgement of a write until it was visible: at most.'),
  resolutionMs: SummarySchema.describe(
    'How much less it may have been: from when the last read that missed the write began until the first that showed it had ended.',
  ),
  curve: ConvergenceCurveSchema.nullable().describe(
    'The share of the writes that were visible after this long, at most.',
  ),
});

const ReplicaSchema = z.strictObject({
  name: z.string(),
  ...VisibleSchema.shape,
  pending: count.describe('Acknowledged writes that it never showed, nor anything later.'),
  neverInSync: z.boolean().describe('It did not show the writes with which the run waits for all replicas.'),
  reads: z.strictObject({ ok: count, errors, latencyMs: SummarySchema }),
  stale: z
    .strictObject({
      count,
      share: z.number().nullable().describe('Of the reads that were answered; null: there were none.'),
      ageMs: SummarySchema.describe(
        'How long before the read the oldest write that it missed had been acknowledged.',
      ),
      depth: SummarySchema.describe('Writes missed.'),
    })
    .describe('Reads that missed a write which had been acknowledged before they began.'),
  wentBack: count.describe('Reads that showed an earlier write than a read before them.'),
  visibility: z
    .array(z.strictObject({ fromMs: ms, toMs: ms, reads: count, stale: count }))
    .describe('t-visibility: reads by the time since the latest write of their key was acknowledged.'),
  timeline: TimelineSchema,
});
export type StoreReplica = z.infer<typeof ReplicaSchema>;

export const StoreRunSchema = z.strictObject({
  scenario: z.string(),
  description: z.string(),
  point: PointSchema,
  startedAt: z.iso.datetime(),
  interrupted: z.boolean(),
  loadMs: ms.describe('How long the load lasted.'),
  settledMs: ms
    .nullable()
    .describe(
      'From the end of the load until every replica had shown every write; null: it did not come to that.',
    ),
  product: z.string().describe('What the target says it is.'),
  claims: z.strictObject({ says: z.string(), neverStale: z.boolean() }),
  partitions: z.array(z.strictObject({ shape: z.string(), groups: z.string(), fromMs: ms, toMs: ms })),
  writes: z.strictObject({
    started: count,
    acknowledged: count,
    errors,
    shed: count.describe('Not started, because every key still waited for an answer.'),
    latencyMs: SummarySchema,
  }),
  everywhere: VisibleSchema.describe('Until the last replica showed a write.'),
  replicas: z.array(ReplicaSchema),
  failover: z
    .strictObject({
      lost: count.describe(
        'Writes that were acknowledged, and that the server which took over does not have.',
      ),
      writers: z.array(z.strictObject({ name: z.string(), fromMs: ms })),
      outages: z
        .array(z.strictObject({ fromMs: ms, toMs: ms.nullable().describe('Null: it lasted until the end.') }))
        .max(MOST_OUTAGES)
        .describe('The longest times without an acknowledged write, where writes failed.'),
      longestMs: ms,
    })
    .nullable()
    .describe('Null: no write failed, and one server took all of them.'),
  problems: z.array(z.string()).describe('What is wrong with this run; empty: nothing.'),
  warnings: z.array(z.string()).describe('What makes its numbers doubtful.'),
});
export type StoreRun = z.infer<typeof StoreRunSchema>;

export const StoreReportSchema = z
  .strictObject({
    storeSchemaVersion: z.literal(STORE_SCHEMA_VERSION),
    tool: z.strictObject({ name: z.literal('gossipscope'), version: z.string() }),
    machine: z.strictObject({ platform: z.string(), nodejs: z.string(), cpus: z.int() }),
    settings: StoreSettingsSchema,
    sweep: VariedSchema,
    runs: z.array(StoreRunSchema).describe('For each point and scenario, in this order of nesting.'),
    interrupted: z.boolean(),
    failure: z.string().nullable().describe('Why the bench ended early.'),
  })
  .describe('What `gossipscope bench --target` measured. Times are milliseconds.');

export type StoreReport = z.infer<typeof StoreReportSchema>;

/** docs/store-report.schema.json: JSON Schema, draft 2020-12. */
export function renderStoreSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(StoreReportSchema), null, 2)}\n`;
}
