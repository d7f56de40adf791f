/** The whole simulation: every scenario of every set of settings in turn, one report. It prints nothing; whoever calls it does. */

import { scenarioNamed } from '../net/scenarios.ts';
import { SCHEMA_VERSION } from '../report/schema/report-schema.ts';
import type { SimulationReport } from '../report/schema/simulation-schema.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import { judge } from './judge.ts';
import { Simulation } from './run.ts';
import { theoryOf } from './theory.ts';

export interface SimulateOptions {
  /** One, or those of a sweep. */
  readonly points: readonly SimulationSettings[];
  readonly sweep: SimulationReport['sweep'];
  readonly version: string;
  readonly replay: string;
  /** Called now and then; a promise, so that others may come to their turn. */
  readonly breathe: (progress: Progress) => Promise<void>;
  /** Aborted: the user wants to see what there is. */
  readonly signal: AbortSignal;
}

export interface Progress {
  readonly simulation: Simulation;
  /** Runs that are over, of all. */
  readonly done: number;
  readonly of: number;
}

export async function simulate(options: SimulateOptions): Promise<SimulationReport> {
  const { points, sweep, version, replay, breathe, signal } = options;
  const [settings] = points;
  if (settings === undefined) throw new RangeError('a simulation needs settings');
  // It changes while others have their turn.
  const isAborted = (): boolean => signal.aborted;
  const of = points.reduce((sum, point) => sum + point.scenarios.length, 0);
  const runs: SimulationReport['runs'] = [];
  const theory: SimulationReport['theory'] = [];
  for (const point of points) {
    for (const name of point.scenarios) {
      const scenario = scenarioNamed(name);
      if (scenario === undefined || isAborted()) break;
      const simulation = new Simulation(point, scenario);
      const pieces = simulation.run();
      while (!isAborted() && pieces.next().done !== true)
        await breathe({ simulation, done: runs.length, of });
      runs.push(judge(simulation, signal.aborted));
      theory.push(theoryOf(simulation));
    }
  }
  const tool = { name: 'gossipscope' as const, version };
  return {
    schemaVersion: SCHEMA_VERSION,
    tool,
    replay,
    settings,
    sweep,
    runs,
    theory,
    interrupted: signal.aborted,
  };
}
