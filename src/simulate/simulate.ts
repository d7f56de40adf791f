/**
 * The whole simulation: every scenario of every set of settings in turn, one report. It prints nothing, its caller does.
 *
 * Begin here, then read `run.ts`: one scenario from start to end. `simulation.ts` sets up its world: the nodes, clocks and
 * faults of `world/`, the clients, and the `truth/` that looks into every replica after every step. `judge/` makes the
 * report. `swarm.ts` runs many small simulations that are drawn at random.
 */

import { scenarioNamed } from '../net/scenarios.ts';
import { SCHEMA_VERSION } from '../report/schema/report-schema.ts';
import type { SimulationReport } from '../report/schema/simulation-schema.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import { runScenario } from './run.ts';
import type { Simulation } from './simulation.ts';

export interface SimulateOptions {
  /** One, or those of a sweep. */
  readonly points: readonly SimulationSettings[];
  readonly sweep: SimulationReport['sweep'];
  readonly version: string;
  readonly replay: string;
  /** Awaited now and then, so that the event loop can do other work. */
  readonly breathe: (progress: Progress) => Promise<void>;
  /** Aborted: the user wants to see what there is. */
  readonly signal: AbortSignal;
}

export interface Progress {
  readonly simulation: Simulation;
  /** Runs that are over, out of all. */
  readonly done: number;
  readonly of: number;
}

export async function simulate(options: SimulateOptions): Promise<SimulationReport> {
  const { points, sweep, version, replay, breathe, signal } = options;
  const [settings] = points;
  if (settings === undefined) throw new RangeError('a simulation needs settings');
  const of = points.reduce((sum, point) => sum + point.scenarios.length, 0);
  const runs: SimulationReport['runs'] = [];
  const theory: SimulationReport['theory'] = [];
  for (const { point, scenario } of scenariosOf(points)) {
    if (signal.aborted) break;
    const result = await runScenario({
      ...{ settings: point, scenario, signal },
      breathe: (simulation) => breathe({ simulation, done: runs.length, of }),
    });
    runs.push(result.run);
    theory.push(result.theory);
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
function scenariosOf(points: readonly SimulationSettings[]) {
  return points.flatMap((point) =>
    point.scenarios.flatMap((name) => {
      const scenario = scenarioNamed(name);
      return scenario === undefined ? [] : [{ point, scenario }];
    }),
  );
}
