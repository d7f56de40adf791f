/** The shape of a simulation's report.json. Its runs have the shape of the bench's. */

import { z } from 'zod';
import { RepeatsSchema, VariedSchema } from './repeated-schema.ts';
import { RunSchema } from './run-schema.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { SimulationSettingsSchema } from './simulation-settings-schema.ts';

const SpreadSchema = z
  .strictObject({
    rounds: z.number().describe("In units of the strategy's interval."),
    reached: z
      .number()
      .describe(
        'Share of the replicas that held a write, or a later one, by then, on average over all writes.',
      ),
    serf: z.number().nullable().describe("Serf's estimate of it; null where the strategy has no fanout."),
  })
  .array()
  .describe('How a write spreads.');

export const TheorySchema = z.strictObject({
  intervalMs: z.number().describe('What a round takes: the interval of the strategy, and a latency.'),
  expectedRounds: z.number().describe('Pittel 1987, for push with fanout 1: log2 n + ln n.'),
  allReachedRounds: z.number().describe('Rounds until the last replica of the slowest write had it.'),
  spread: SpreadSchema,
});
export type Theory = z.infer<typeof TheorySchema>;

export const SimulationReportSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.strictObject({ name: z.literal('gossipscope'), version: z.string() }),
    replay: z.string().describe('The command that gives this report again, byte for byte.'),
    settings: SimulationSettingsSchema.describe('With a sweep, those of its first point.'),
    sweep: VariedSchema.describe('The grid; empty where nothing was varied.'),
    skipped: z
      .array(z.string())
      .describe('Points that the grid does not repeat, because a setting has no effect on their strategy.'),
    runs: z
      .array(RunSchema)
      .describe(
        'For each point, scenario and seed: each says which it is. Times are virtual. What nodes report and what is true are the same, or a problem says so.',
      ),
    repeats: RepeatsSchema,
    theory: z
      .array(TheorySchema.nullable())
      .describe('For each run; null where nothing was written, and for a strategy of your own.'),
    interrupted: z.boolean(),
  })
  .describe('What `gossipscope simulate` found. Times are milliseconds.');

export type SimulationReport = z.infer<typeof SimulationReportSchema>;
