/** One scenario from start to end: set up the world, let its time pass, judge what happened. */

import type { Scenario } from '../net/scenarios.ts';
import type { Diagram } from '../report/diagram/recording.ts';
import { journalFor } from '../report/diagram/wanted.ts';
import type { Run } from '../report/schema/run-schema.ts';
import type { Theory } from '../report/schema/simulation-schema.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import { trueDiagram } from './judge/diagram.ts';
import { judge } from './judge/judge.ts';
import { theoryOf } from './judge/theory.ts';
import { Simulation } from './simulation.ts';

export interface RunOptions {
  readonly settings: SimulationSettings;
  readonly scenario: Scenario;
  /** Awaited now and then, so that the event loop can do other work. */
  readonly breathe: (simulation: Simulation) => Promise<void>;
  /** Aborted: the user wants the report of what has happened so far. */
  readonly signal: AbortSignal;
  /** Messages that a page shows one by one; undefined: nobody wants a page. */
  readonly diagramMessages?: number | undefined;
}

export interface ScenarioResult {
  readonly run: Run;
  readonly theory: Theory | null;
  readonly diagram?: Diagram | undefined;
}

export async function runScenario(options: RunOptions): Promise<ScenarioResult> {
  const { settings, scenario, breathe, signal, diagramMessages = 0 } = options;
  const simulation = new Simulation(settings, scenario);
  simulation.cluster.journal = journalFor(diagramMessages);
  for (const pieces = simulation.run(); !signal.aborted && pieces.next().done !== true;)
    await breathe(simulation);
  const run = judge(simulation, signal.aborted);
  const diagram = trueDiagram(run, simulation, diagramMessages);
  return { run, theory: theoryOf(simulation), diagram };
}
