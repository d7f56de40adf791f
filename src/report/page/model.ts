/** What the page shows, the same for a bench and for a simulation: runs with names and colours, settings, the command. */

import { namesOf, variedIn, type Varied } from '../words/run-names.ts';
import type { Run } from '../schema/run-schema.ts';
import type { Report } from '../schema/report-schema.ts';
import type { Settings } from '../schema/settings-schema.ts';
import type { SimulationReport, Theory } from '../schema/simulation-schema.ts';
import type { SimulationSettings } from '../schema/simulation-settings-schema.ts';
import { runColour } from './html/palette.ts';

export interface PageRun {
  readonly run: Run;
  /** Unlike that of any other run of the report. */
  readonly name: string;
  /** Of its lines, everywhere. */
  readonly colour: string;
  /** Of its lines, in pixels; empty: solid. */
  readonly dash: readonly number[];
  readonly symbol: string;
  /** Beside what theory expects; only a simulation knows it. */
  readonly theory: Theory | null;
}

export interface PageModel {
  readonly kind: 'bench' | 'simulate';
  readonly version: string;
  readonly settings: Settings | SimulationSettings;
  readonly runs: readonly PageRun[];
  /** The node program; null: ours. */
  readonly program: string | null;
  /** That of all runs; null where it was varied, or the report does not say. */
  readonly strategy: string | null;
  /** What was varied, as `strategy` or the flag of a sweep; null: nothing. */
  readonly varied: Varied | null;
  /** The machine that measured; null: virtual time knows none. */
  readonly machine: Report['machine'] | null;
  readonly command: string;
  readonly interrupted: boolean;
  readonly failure: string | null;
}

/** @param command that runs the bench again, made of the report's settings */
export function modelOfBench(report: Report, command: string): PageModel {
  const { settings, runs, interrupted, failure, machine, tool } = report;
  const varied = variedIn(settings);
  return {
    ...{ kind: 'bench', version: tool.version, settings, varied, machine },
    ...{ command, interrupted, failure, program: settings.bin },
    runs: namedRuns(runs, settings, varied).map((one) => ({ ...one, theory: null })),
    strategy: varied === null ? (settings.preset ?? runs[0]?.strategy ?? settings.strategy) : null,
  };
}

export function modelOfSimulation(report: SimulationReport): PageModel {
  const { settings, runs, interrupted, sweep, theory, replay, tool } = report;
  return {
    ...{ kind: 'simulate', version: tool.version, settings, varied: sweep, machine: null },
    ...{ command: replay, interrupted, failure: null, program: null },
    runs: namedRuns(runs, settings, sweep).map((one, index) => ({ ...one, theory: theory[index] ?? null })),
    strategy: sweep?.flag === 'strategy' || sweep?.flag === 'preset' ? null : settings.gossip.strategy,
  };
}

const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [12, 5], [5, 2]];
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'arrow'];

/** One colour a value of what was varied, one dash a scenario; where nothing was varied, both follow the scenario. */
function namedRuns(
  runs: readonly Run[],
  { scenarios }: { readonly scenarios: readonly string[] },
  varied: PageModel['varied'],
): Omit<PageRun, 'theory'>[] {
  const names = namesOf(runs, varied, scenarios);
  return runs.map((run, index) => {
    const scenario = index % scenarios.length;
    const turn = Math.floor(index / scenarios.length);
    return {
      run,
      name: names[index] ?? '',
      colour: runColour(varied === null ? scenario : turn),
      dash: DASHES[scenario % DASHES.length] ?? [],
      symbol: SYMBOLS[(varied === null ? scenario : turn) % SYMBOLS.length] ?? 'circle',
    };
  });
}
