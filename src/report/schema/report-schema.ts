/**
 * The shape of report.json, declared once: the type, the check, and the documentation follow from here.
 *
 * Begin here. The rest of `report/` makes such reports and shows them: `parts/run.ts` assembles a run from what a judge
 * gathered, `words/` puts figures and names into words without any layout, `text/text.ts` is the report on a terminal, and
 * `page/page.ts` the report as one HTML file.
 */

import { z } from 'zod';
import { RepeatsSchema } from './repeated-schema.ts';
import { RunSchema } from './run-schema.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { SettingsSchema } from './settings-schema.ts';

export const ReportSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.strictObject({ name: z.literal('gossipscope'), version: z.string() }),
    machine: z.strictObject({ platform: z.string(), nodejs: z.string(), cpus: z.int() }),
    settings: SettingsSchema,
    runs: z
      .array(RunSchema)
      .describe('For each strategy, scenario and seed, in this order of nesting: each says which it is.'),
    repeats: RepeatsSchema,
    interrupted: z.boolean(),
    failure: z.string().nullable().describe('Why the bench ended early, if a node failed.'),
  })
  .describe('What `gossipscope bench` measured. Times are milliseconds.');

export type Report = z.infer<typeof ReportSchema>;

/** docs/report.schema.json: JSON Schema, draft 2020-12. */
export function renderReportSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(ReportSchema), null, 2)}\n`;
}
