/** What several runs of the same settings came to, each with a seed of its own: a median and a range for every figure. */

import { z } from 'zod';

const SpreadSchema = z.strictObject({ median: z.number(), min: z.number(), max: z.number() });

export const PointSchema = z
  .record(z.string(), z.string())
  .describe('The values of what was varied, by flag, as they would be typed; empty where nothing was.');

export type Point = z.infer<typeof PointSchema>;

export const RepeatedSchema = z.strictObject({
  scenario: z.string(),
  point: PointSchema,
  seeds: z.array(z.int().min(0)),
  figures: z
    .record(z.string(), SpreadSchema)
    .describe('By the names that `tune` and `compare` know; without those that no run has.'),
});

export type Repeated = z.infer<typeof RepeatedSchema>;

export const RepeatsSchema = z
  .array(RepeatedSchema)
  .describe('With --repeat, one for each point and scenario; empty where each ran once.');

/** What was varied: every combination of the values ran. */
export const VariedSchema = z.array(
  z.strictObject({ flag: z.string(), values: z.array(z.string()).describe('As they would be typed.') }),
);

export type Varied = z.infer<typeof VariedSchema>;
