/** Runs one exercise through the bench: the published set-up, the node that was named, and an exit code that says whether it passed. */

import process from 'node:process';
import { bench } from '../../bench/bench.ts';
import { DEFAULT_SETTINGS, problemWith } from '../../bench/settings.ts';
import { planTraces } from '../../bench/traces/trace-plan.ts';
import type { Report } from '../../report/schema/report-schema.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import { benchCommandLine, strangerDefaults } from '../bench/flags.ts';
import { nodeCommandFor } from '../bench/run.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { interruption } from '../terminal/interruption.ts';
import { writeReport } from '../terminal/output.ts';
import { version } from '../version.ts';
import type { Exercise } from './exercises.ts';
import { verdictText } from './text.ts';
import { verdictOn, type ExerciseVerdict } from './verdict.ts';

export interface ExerciseFlags {
  readonly bin: string;
  readonly nodeArgs: readonly string[];
  readonly durationMs?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly open?: boolean;
}

/** The published set-up, unless a flag says otherwise; what counts for ten seconds in twenty, counts for half of a shorter run. */
export function settingsFor({ setup }: Exercise, flags: ExerciseFlags): Settings {
  const { durationMs = setup.durationMs, seed = DEFAULT_SETTINGS.seed, out = null, json = false } = flags;
  return {
    ...DEFAULT_SETTINGS,
    ...strangerDefaults(setup.workload),
    ...{ scenarios: ['normal'], latencyMs: 0, ...setup, durationMs, seed },
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
  const { stderr } = process;
  const report = await bench({
    ...{ settings, metricsHost: '127.0.0.1', version, signal: interruption(), stderr },
    commandFor: (strategy, seed) => nodeCommandFor({ ...settings, seed }, strategy),
    traces: planTraces(process.env, settings),
  });
  const verdict = verdictOn(exercise, flags.bin, report);
  await writeReport(
    report,
    { directory: settings.output.directory, json: false, full: true, open: flags.open ?? false },
    (screen) =>
      settings.output.json
        ? `${JSON.stringify(verdict, null, 2)}\n`
        : verdictText(verdict, settings, exercise, screen),
    async () => {
      const { renderBenchPage } = await import('../../report/page/page.ts');
      return renderBenchPage(report, benchCommandLine(report.settings));
    },
  );
  return exitCodeOf(verdict, report);
}

function exitCodeOf({ passed }: ExerciseVerdict, { failure, interrupted }: Report): number {
  if (failure !== null) return EXIT.failed;
  if (interrupted) return EXIT.interrupted;
  return passed ? EXIT.ok : EXIT.unsound;
}
