/** `--config`: takes the settings of an earlier report, to run it again. */

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { SCHEMA_VERSION } from '../../report/schema/schema-version.ts';
import { version } from '../version.ts';
import { usageError } from './usage-error.ts';

/** A field that only the reports of one command have: it tells them apart. */
const MARKS = { bench: 'machine', simulate: 'replay' } as const;

/** What says which program wrote a report. */
const Marked = z.looseObject({
  schemaVersion: z.number().optional(),
  tool: z.object({ version: z.string() }).optional(),
});

type Kind = keyof typeof MARKS;

export function settingsIn<T>(command: Command, path: string, kind: Kind, schema: z.ZodType<T>): T {
  let report: unknown;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return usageError(
      command,
      `--config ${path}: ${reasonOf(error as Error)}. Give a report.json of gossipscope ${kind}`,
    );
  }
  const parsed = z.object({ settings: schema }).safeParse(report);
  const { schemaVersion = SCHEMA_VERSION, tool, ...fields } = Marked.safeParse(report).data ?? {};
  if (parsed.success && schemaVersion === SCHEMA_VERSION) return parsed.data.settings;
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

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error instanceof SyntaxError) return `it is not JSON (${error.message})`;
  return error.code === 'ENOENT'
    ? 'there is no such file'
    : `it cannot be read (${error.code ?? error.message})`;
}
