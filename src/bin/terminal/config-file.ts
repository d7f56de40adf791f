/** `--config`: takes the settings of an earlier report, to run it again. */

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { usageError } from './usage-error.ts';

/** A field that only the reports of one command have: it tells them apart. */
const MARKS = { bench: 'machine', simulate: 'replay' } as const;

type Kind = keyof typeof MARKS;

export function settingsIn<T>(command: Command, path: string, kind: Kind, schema: z.ZodType<T>): T {
  let report: unknown;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = (error as Error).message;
    return usageError(command, `--config ${path}: ${reason}. Give a report.json of gossipscope ${kind}`);
  }
  const parsed = z.object({ settings: schema }).safeParse(report);
  if (parsed.success) return parsed.data.settings;
  const other = kind === 'bench' ? 'simulate' : 'bench';
  if (z.object({ [MARKS[other]]: z.unknown() }).safeParse(report).success)
    return usageError(
      command,
      `--config ${path} is a report of gossipscope ${other}: its settings are others`,
    );
  const wrong = z.prettifyError(parsed.error);
  return usageError(command, `--config ${path} is not a report of gossipscope ${kind}:\n${wrong}`);
}
