/** What the page shows, the same for a bench and for a simulation: runs with names and colours, settings, the command. */

import { groupsOf } from '../measures/groups.ts';
import type { Diagram } from '../diagram/recording.ts';
import type { Varied } from '../schema/repeated-schema.ts';
import { isVaried, namesOf, variedIn } from '../words/run-names.ts';
import type { Run } from '../schema/run-schema.ts';
import type { Report } from '../schema/report-schema.ts';
import type { Settings } from '../schema/settings-schema.ts';
import type { SimulationReport, Theory } from '../schema/simulation-schema.ts';
import type { SimulationSettings } from '../schema/simulation-settings-schema.ts';
import { dashOf, runColour, symbolOf } from './html/palette.ts';

export interface PageRun {
  /** The only one of its settings, or the one in the middle. */
  readonly run: Run;
  /** All runs of these settings, each with another seed. */
  readonly all: readonly Run[];
  /** Unlike that of any other run of the report. */
  readonly name: string;
  /** Of its lines, everywhere. */
  readonly colour: string;
  /** Of its lines, in pixels; empty: solid. */
  readonly dash: readonly number[];
  readonly symbol: string;
  /** Undefined: its messages were not kept. */
  readonly diagram: Diagram | undefined;
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
  /** What was varied: strategies of a bench, or the flags of a sweep; empty: nothing. */
  readonly varied: Varied;
  /** What a sweep left out, in words. */
  readonly skipped: readonly string[];
  /** The machine that measured; null: virtual time knows none. */
  readonly machine: Report['machine'] | null;
  readonly command: string;
  readonly interrupted: boolean;
  readonly failure: string | null;
}

/** @param command that runs the bench again, made of the report's settings */
export function modelOfBench(report: Report, command: string, diagrams: readonly Diagram[]): PageModel {
  const { settings, runs, interrupted, failure, machine, tool } = report;
  const varied = variedIn(settings);
  return {
    ...{ kind: 'bench', version: tool.version, settings, varied, machine },
    ...{ command, interrupted, failure, program: settings.bin, skipped: [] },
    runs: namedRuns(runs, varied).map((one) => ({
      ...one,
      theory: null,
      diagram: diagrams[runs.indexOf(one.run)],
    })),
    strategy: varied.length === 0 ? (settings.preset ?? runs[0]?.strategy ?? settings.strategy) : null,
  };
}

export function modelOfSimulation(report: SimulationReport, diagrams: readonly Diagram[]): PageModel {
  const { settings, runs, interrupted, sweep, theory, replay, tool } = report;
  return {
    ...{ kind: 'simulate', version: tool.version, settings, varied: sweep, machine: null },
    ...{ command: replay, interrupted, failure: null, program: null, skipped: report.skipped },
    runs: namedRuns(runs, sweep).map((one) => ({
      ...one,
      theory: theory[runs.indexOf(one.run)] ?? null,
      diagram: diagrams[runs.indexOf(one.run)],
    })),
    strategy: isVaried(sweep, 'strategy', 'preset') ? null : settings.gossip.strategy,
  };
}

/** One colour a point, one dash a scenario; where nothing was varied, both follow the scenario. */
function namedRuns(runs: readonly Run[], varied: PageModel['varied']): Omit<PageRun, 'theory' | 'diagram'>[] {
  const groups = groupsOf(runs);
  const names = namesOf(groups.map(({ middle }) => middle));
  const scenarios = [...new Set(runs.map(({ scenario }) => scenario))];
  const points = [...new Set(runs.map(({ point }) => JSON.stringify(point)))];
  return groups.map(({ middle: run, runs: all }, index) => {
    const scenario = scenarios.indexOf(run.scenario);
    const point = varied.length === 0 ? scenario : points.indexOf(JSON.stringify(run.point));
    return {
      ...{ run, all, name: names[index] ?? '', colour: runColour(point) },
      dash: dashOf(scenario),
      symbol: symbolOf(point),
    };
  });
}
