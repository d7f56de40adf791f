/** `--config`: takes the settings of an earlier report, to run it again. */

import type { Command } from 'commander';
import { z } from 'zod';
import { VariedSchema, type Varied } from '../../report/schema/repeated-schema.ts';
import { SCHEMA_VERSION } from '../../report/schema/schema-version.ts';
import { version } from '../version.ts';
import { readJson } from './json-file.ts';
import { usageError } from './usage-error.ts';

/** A field that only the reports of one command have: it tells them apart. */
const MARKS = { bench: 'machine', simulate: 'replay' } as const;

/** It tells those of tune apart, which replay as those of simulate do. */
const TUNE_MARK = 'candidates';

/** What says which program wrote a report. */
const Marked = z.looseObject({
  schemaVersion: z.number().optional(),
  tool: z.object({ version: z.string() }).optional(),
});

type Kind = keyof typeof MARKS;

/** What a report says of how it was made. */
interface Made<T> {
  readonly settings: T;
  /** Flags that its runs vary. */
  readonly sweep: Varied;
}

/** Ends the program where the file is no report of that kind. */
export function madeBy<T>(command: Command, path: string, kind: Kind, schema: z.ZodType<T>): Made<T> {
  let report: unknown;
  try {
    report = readJson(path);
  } catch (error) {
    return usageError(
      command,
      `--config ${path}: ${reasonOf(error as Error)}. Give a report.json of gossipscope ${kind}`,
    );
  }
  const parsed = z.object({ settings: schema, sweep: VariedSchema.optional() }).safeParse(report);
  const { schemaVersion = SCHEMA_VERSION, tool, ...fields } = Marked.safeParse(report).data ?? {};
  if (TUNE_MARK in fields)
    return usageError(command, `--config ${path} is a report of gossipscope tune: ${insteadOf(fields)}`);
  if (parsed.success && schemaVersion === SCHEMA_VERSION)
    return { settings: parsed.data.settings, sweep: parsed.data.sweep ?? [] };
  const other = kind === 'bench' ? 'simulate' : 'bench';
  if (MARKS[other] in fields)
    return usageError(
      command,
      `--config ${path} is a report of gossipscope ${other}: its settings are others`,
    );
  const from =
    tool?.version === undefined ? 'another version of gossipscope' : `gossipscope version ${tool.version}`;
  const versions = `of ${from}, and this is version ${version}`;
  if (schemaVersion !== SCHEMA_VERSION)
    return usageError(
      command,
      `--config ${path} is a report ${versions}: its schema is ${schemaVersion}, and this reads schema ${SCHEMA_VERSION}. Use that version, or give its settings as flags`,
    );
  if (tool === undefined && !('settings' in fields))
    return usageError(command, `--config ${path} is no report: give a report.json of gossipscope ${kind}`);
  const wrong = z.prettifyError(parsed.error ?? new z.ZodError([]));
  const isOther = tool?.version !== undefined && tool.version !== version;
  const what = isOther ? `is a report ${versions}` : `is not a report of gossipscope ${kind}`;
  return usageError(command, `--config ${path} ${what}:\n${wrong}`);
}

/** Its settings are those that stayed as they were, and not those that it found. */
function insteadOf({ confirm }: Record<string, unknown>): string {
  return typeof confirm === 'string'
    ? `run what it recommends by its flags, as in ${confirm}`
    : 'it has many settings, and recommends none of them';
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error instanceof SyntaxError) return `it is not JSON (${error.message})`;
  return error.code === 'ENOENT'
    ? 'there is no such file'
    : `it cannot be read (${error.code ?? error.message})`;
}
