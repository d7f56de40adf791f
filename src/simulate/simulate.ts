/**
 * The whole simulation: every scenario of every set of settings, one report. It prints nothing and starts no thread, its
 * caller does.
 *
 * Begin here, then read `run.ts`: one scenario from start to end. `simulation.ts` sets up its world: the nodes, clocks and
 * faults of `world/`, the clients, and the `truth/` that looks into every replica after every step. `judge/` makes the
 * report. `swarm.ts` runs many small simulations that are drawn at random.
 */

import { SCHEMA_VERSION } from '../report/schema/report-schema.ts';
import type { SimulationReport } from '../report/schema/simulation-schema.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import type { ScenarioResult } from './run.ts';

/** A run that is to be made. */
export interface PlannedRun {
  readonly settings: SimulationSettings;
  /** Its name. */
  readonly scenario: string;
}

export interface SimulateOptions {
  /** One, or those of a sweep. */
  readonly points: readonly SimulationSettings[];
  readonly sweep: SimulationReport['sweep'];
  readonly version: string;
  readonly replay: string;
  /** Makes the runs, wherever; the results come in their order. Null: the user had stopped before it began. */
  readonly runAll: (runs: readonly PlannedRun[]) => AsyncIterable<ScenarioResult | null>;
  /** Called before each result. */
  readonly onResult?: (done: number, of: number) => void;
  /** Aborted: the user wants to see what there is. */
  readonly signal: AbortSignal;
}

export async function simulate(options: SimulateOptions): Promise<SimulationReport> {
  const { points, sweep, version, replay, runAll, signal } = options;
  const [settings] = points;
  if (settings === undefined) throw new RangeError('a simulation needs settings');
  const planned = plan(points);
  const runs: SimulationReport['runs'] = [];
  const theory: SimulationReport['theory'] = [];
  for await (const result of runAll(planned)) {
    if (result === null) continue;
    runs.push(result.run);
    theory.push(result.theory);
    options.onResult?.(runs.length, planned.length);
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

/** Every scenario of every set of settings. */
function plan(points: readonly SimulationSettings[]): PlannedRun[] {
  return points.flatMap((settings) => settings.scenarios.map((scenario) => ({ settings, scenario })));
}
