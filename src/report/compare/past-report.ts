/**
 * Reads reports for comparison, of this version of the schema and of the one before. Only what is compared has to be there: what
 * later versions add does not keep an earlier report from being read.
 */

import { z } from 'zod';
import { MEASURES, type Measure } from '../measures/measures.ts';
import { SCHEMA_VERSION } from '../schema/schema-version.ts';
import type { Point } from '../schema/repeated-schema.ts';
import type { Run } from '../schema/run-schema.ts';

const OLDEST = SCHEMA_VERSION - 1;

/** What every measure needs of a run; the measures take care of what may be unknown. */
const RunBasis = z.looseObject({
  scenario: z.string(),
  seed: z.int().optional(),
  point: z.record(z.string(), z.string()).optional(),
  loadMs: z.number(),
  operations: z.looseObject({
    writes: z.looseObject({}),
    reads: z.looseObject({}),
    throughputPerSec: z.number(),
  }),
  clientLatencyMs: z.looseObject({ writes: z.looseObject({}), reads: z.looseObject({}) }),
  messages: z.looseObject({ sent: z.number() }),
  nodes: z.array(z.looseObject({ sent: z.looseObject({ messages: z.number() }) })),
  problems: z.array(z.string()),
});

const Basis = z.looseObject({
  schemaVersion: z.int(),
  tool: z.looseObject({ name: z.literal('gossipscope') }),
  settings: z.looseObject({
    scenarios: z.array(z.string()),
    seed: z.int(),
    strategy: z.string().nullable().optional(),
  }),
  sweep: z.unknown().optional(),
  interrupted: z.boolean().optional(),
  runs: z.array(RunBasis),
});

export interface PastReport {
  readonly path: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly runs: readonly Run[];
  /** Of the simulator: its reports alone have the command that gives them again. */
  readonly isVirtual: boolean;
  /** Whether it was ended before all of it had been run. */
  readonly isInterrupted: boolean;
}

/** @throws {RangeError} in words for the user */
export function pastReport(path: string, content: unknown): PastReport {
  const version = z.looseObject({ schemaVersion: z.int() }).safeParse(content).data?.schemaVersion;
  if (version !== undefined && (version < OLDEST || version > SCHEMA_VERSION))
    throw new RangeError(
      `${path}: its schema is version ${version}; this gossipscope reads ${OLDEST} and ${SCHEMA_VERSION}`,
    );
  const parsed = Basis.safeParse(content);
  if (typeof content === 'object' && content !== null && 'candidates' in content)
    throw new RangeError(`${path} is a report of gossipscope tune, which has no runs to compare`);
  if (!parsed.success && version === undefined)
    throw new RangeError(`${path} is no report of gossipscope bench or simulate: give their report.json`);
  if (!parsed.success)
    throw new RangeError(
      `${path} is no report of gossipscope bench or simulate:\n${z.prettifyError(parsed.error)}`,
    );
  const { settings, runs } = parsed.data;
  if (runs.length === 0) throw new RangeError(`${path}: it has no run to compare`);
  const pointAt = version === SCHEMA_VERSION ? () => ({}) : formerPoints(parsed.data);
  const complete = runs.map((run, index) => ({
    ...{ ...run, healingMs: run['healingMs'] ?? null },
    ...{ seed: run.seed ?? settings.seed, point: run.point ?? pointAt(index) },
  }));
  const known = complete as unknown as Run[];
  known.forEach((run, index) => checkFigures(path, run, index));
  const isInterrupted = parsed.data.interrupted === true;
  return { path, settings, runs: known, isVirtual: 'replay' in parsed.data, isInterrupted };
}

/** What was edited by hand may be anything. @throws {RangeError} in words for the user */
function checkFigures(path: string, run: Run, index: number): void {
  for (const { name, of } of MEASURES) {
    const value = figureOf(of, run);
    // Reports from before do not have all of them.
    if (value !== null && value !== undefined && !Number.isFinite(value))
      throw new RangeError(
        `${path}: no ${name} can be read from runs[${index}], ${run.scenario} with seed ${run.seed}: give the report as it was written`,
      );
  }
}

/** What is there in another form than that of a report counts as no number. */
function figureOf(of: Measure['of'], run: Run): number | null | undefined {
  try {
    return of(run);
  } catch {
    return NaN;
  }
}

/** Version 1 did not say which point a run was of: they came in the order of the one flag that was varied. */
function formerPoints({ settings, sweep }: z.infer<typeof Basis>): (index: number) => Point {
  const strategies = settings.strategy?.split(',') ?? [];
  const former = z.object({ flag: z.string(), values: z.array(z.string()) }).safeParse(sweep).data;
  const varied = former ?? (strategies.length > 1 ? { flag: 'strategy', values: strategies } : undefined);
  return (index) => {
    const value = varied?.values[Math.floor(index / settings.scenarios.length)];
    return varied === undefined || value === undefined ? {} : { [varied.flag]: value };
  };
}
