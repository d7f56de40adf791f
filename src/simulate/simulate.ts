/**
 * The whole simulation: every scenario of every set of settings, one report. It prints nothing and starts no thread, its
 * caller does.
 *
 * Begin here, then read `run.ts`: one scenario from start to end. `simulation.ts` sets up its world: the nodes, clocks and
 * faults of `world/`, the clients, and the `truth/` that looks into every replica after every step. `judge/` makes the
 * report. `swarm.ts` runs many small simulations that are drawn at random.
 */

import { SEEDS } from '../base/prng.ts';
import { SCHEMA_VERSION } from '../report/schema/schema-version.ts';
import { repeatedIn } from '../report/measures/groups.ts';
import type { Point, Varied } from '../report/schema/repeated-schema.ts';
import type { Diagram } from '../report/diagram/recording.ts';
import { messagesOfRun } from '../report/diagram/wanted.ts';
import type { SimulationReport } from '../report/schema/simulation-schema.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import type { ScenarioResult } from './run.ts';

/** One set of settings. */
export interface SimulationPoint {
  readonly settings: SimulationSettings;
  /** What a sweep gave it. */
  readonly point: Point;
}

/** A run that is to be made. */
export interface PlannedRun {
  readonly settings: SimulationSettings;
  /** Its name. */
  readonly scenario: string;
  /** Messages that a page shows one by one, where it is wanted. */
  readonly diagramMessages?: number | undefined;
}

export interface SimulateOptions {
  /** One, or those of a sweep. */
  readonly points: readonly SimulationPoint[];
  readonly sweep: Varied;
  /** What the sweep would have run twice, in words. */
  readonly skipped: readonly string[];
  readonly version: string;
  readonly replay: string;
  /** Makes the runs, wherever; the results come in their order. Null: the user had stopped before it began. */
  readonly runAll: (runs: readonly PlannedRun[]) => AsyncIterable<ScenarioResult | null>;
  /** Called before each result. */
  readonly onResult?: (done: number, of: number) => void;
  /** Where a page is wanted: messages that it shows one by one, of all runs together. */
  readonly diagramMessages?: number;
  /** Called for each run of the report, in their order, where it has a diagram. */
  readonly onDiagram?: (diagram: Diagram) => void;
  /** Aborted: the user wants to see what there is. */
  readonly signal: AbortSignal;
}

export async function simulate(options: SimulateOptions): Promise<SimulationReport> {
  const { points, sweep, skipped, version, replay, runAll, signal } = options;
  const settings = points[0]?.settings;
  if (settings === undefined) throw new RangeError('a simulation needs settings');
  const all = plan(points);
  const diagramMessages = messagesOfRun(options.diagramMessages ?? 0, all.length);
  const planned = all.map((one) => ({ ...one, ...(diagramMessages > 0 && { diagramMessages }) }));
  const runs: SimulationReport['runs'] = [];
  const theory: SimulationReport['theory'] = [];
  let index = 0;
  for await (const result of runAll(planned)) {
    const { point = {} } = planned[index++] ?? {};
    if (result === null) continue;
    runs.push({ ...result.run, point });
    theory.push(result.theory);
    if (result.diagram !== undefined) options.onDiagram?.(result.diagram);
    options.onResult?.(runs.length, planned.length);
  }
  const tool = { name: 'gossipscope' as const, version };
  return {
    schemaVersion: SCHEMA_VERSION,
    tool,
    replay,
    settings,
    sweep: [...sweep],
    skipped: [...skipped],
    runs,
    repeats: repeatedIn(runs),
    theory,
    interrupted: signal.aborted,
  };
}

/** Every scenario of every set of settings, with each of its seeds. */
function plan(points: readonly SimulationPoint[]): (PlannedRun & Pick<SimulationPoint, 'point'>)[] {
  return points.flatMap(({ settings, point }) =>
    settings.scenarios.flatMap((scenario) =>
      Array.from({ length: settings.repeat }, (_, turn) => ({
        settings: { ...settings, seed: (settings.seed + turn) % SEEDS },
        ...{ scenario, point },
      })),
    ),
  );
}
