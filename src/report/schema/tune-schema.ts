/** The shape of tune.json: which settings to choose for a cluster, how sure that is, and what else there would be. */

import { z } from 'zod';
import { PointSchema } from './repeated-schema.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { SimulationSettingsSchema } from './simulation-settings-schema.ts';

const SpreadSchema = z.strictObject({ median: z.number(), min: z.number(), max: z.number() });

const CandidateSchema = z.strictObject({
  name: z.string(),
  point: PointSchema,
  seeds: z.int().min(1).describe('With how many seeds it was tried.'),
  holds: z.boolean().describe('Whether it kept all targets with each of them.'),
  figures: z.record(z.string(), SpreadSchema).describe('What was minimized and what has a target.'),
});
export type TunedCandidate = z.infer<typeof CandidateSchema>;

export const TuneReportSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.strictObject({ name: z.literal('gossipscope'), version: z.string() }),
    replay: z.string().describe('The command that gives this report again, byte for byte.'),
    settings: SimulationSettingsSchema.describe('Of the cluster; what was searched stands in the points.'),
    targets: z.array(
      z.strictObject({
        measure: z.string(),
        worse: z.enum(['more', 'less']),
        bound: z.number(),
        text: z.string(),
      }),
    ),
    minimize: z.string(),
    candidates: z.int().describe('Sets of settings that were tried.'),
    runs: z.int().describe('Seeds that were simulated, over all candidates.'),
    frontRuns: z.int().describe('Of these, for the Pareto front alone.'),
    recommended: CandidateSchema.nullable().describe('Null: none kept the targets with all seeds.'),
    next: z
      .array(
        z.strictObject({
          candidate: CandidateSchema,
          costsMore: z.number().describe('What is minimized, in the mean over the seeds, as a share.'),
          within: z.number().describe('Half of the 95 % interval of that.'),
          separated: z.boolean().describe('Whether that interval leaves no doubt which is better.'),
        }),
      )
      .describe('The best of the others that kept the targets with all seeds.'),
    front: z
      .array(CandidateSchema)
      .describe('The Pareto front: none that was tried has less of both; the cheapest first.'),
    unmeasured: z.array(z.string()).describe('What was asked for, and no run had a figure of.'),
    confirm: z.string().nullable().describe('The command that tries the recommendation with real processes.'),
    interrupted: z.boolean(),
  })
  .describe('What `gossipscope tune` found. Times are milliseconds.');

export type TuneReport = z.infer<typeof TuneReportSchema>;
