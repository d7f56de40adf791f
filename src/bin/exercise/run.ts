/** Runs one exercise through the bench: the published set-up, the node that was named, and an exit code that says whether it passed. */

import { DEFAULT_SETTINGS, problemWith } from '../../bench/settings.ts';
import { combined, PLAIN } from '../../net/scenarios.ts';
import { DEFAULT_DIAGRAM_MESSAGES } from '../../report/diagram/wanted.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import { strangerDefaults } from '../bench/flags.ts';
import { benchWithPage, exitCodeOf } from '../bench/run.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { writeReport } from '../terminal/output.ts';
import type { Exercise } from './exercises.ts';
import { verdictText } from './text.ts';
import { verdictOn } from './verdict.ts';

export interface ExerciseFlags {
  readonly bin: string;
  readonly nodeArgs: readonly string[];
  readonly durationMs?: number;
  /** Faults beside those of the set-up. */
  readonly nemesis?: readonly string[];
  readonly seed?: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly open?: boolean;
}

/** The published set-up, unless a flag says otherwise; what counts for ten seconds in twenty, counts for half of a shorter run. */
export function settingsFor({ setup }: Exercise, flags: ExerciseFlags): Settings {
  const { scenarios = [PLAIN] } = setup;
  const { durationMs = setup.durationMs, seed = DEFAULT_SETTINGS.seed, out = null, json = false } = flags;
  return {
    ...DEFAULT_SETTINGS,
    ...strangerDefaults(setup.workload),
    ...{ latencyMs: 0, ...setup, durationMs, seed },
    scenarios: [...new Set(scenarios.map((name) => combined([name, ...(flags.nemesis ?? [])])))],
    quietMs: ((setup.quietMs ?? 0) * durationMs) / setup.durationMs,
    ...{ bin: flags.bin, nodeArgs: [...flags.nodeArgs], metricsPort: 0 },
    output: { directory: out, json },
  };
}

/** @returns what is wrong with the settings; undefined: nothing */
export function exerciseProblem(exercise: Exercise, flags: ExerciseFlags): string | undefined {
  return problemWith(settingsFor(exercise, flags));
}

export async function runExercise(exercise: Exercise, flags: ExerciseFlags): Promise<number> {
  const settings = settingsFor(exercise, flags);
  const { directory, json } = settings.output;
  const output = { directory, json: false, full: true, open: flags.open ?? false };
  const { report, page } = await benchWithPage(settings, output, {
    metricsHost: '127.0.0.1',
    diagramMessages: DEFAULT_DIAGRAM_MESSAGES,
    access: {},
  });
  const verdict = verdictOn(exercise, flags.bin, report);
  await writeReport(
    report,
    output,
    (screen) =>
      json ? `${JSON.stringify(verdict, null, 2)}\n` : verdictText(verdict, settings, exercise, screen),
    page,
  );
  return verdict.inconclusive ? EXIT.failed : exitCodeOf(report, verdict.passed);
}
