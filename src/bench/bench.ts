/**
 * The whole bench: every scenario in turn, one report. It prints nothing, its caller does.
 *
 * Begin here, then read `run.ts`: one scenario from start to end, on a stage (`stages/`). `cluster/` starts the nodes and routes their
 * messages, `attached/` asks a cluster that is there already, `clients/` loads them, `settle.ts` and `finish.ts` wait for the end and collect what there is, `accounts/` asks the nodes
 * what they saw, `traces/` takes in their spans, `judge/` makes the report, and `live/` shows how it goes meanwhile.
 */

import { availableParallelism, platform, arch } from 'node:os';
import process from 'node:process';
import type { Diagram } from '../report/diagram/recording.ts';
import { messagesOfRun } from '../report/diagram/wanted.ts';
import { repeatedIn } from '../report/measures/groups.ts';
import type { Point } from '../report/schema/repeated-schema.ts';
import type { Report } from '../report/schema/report-schema.ts';
import { SCHEMA_VERSION } from '../report/schema/schema-version.ts';
import type { Run } from '../report/schema/run-schema.ts';
import { strategiesOf, type Settings } from '../report/schema/settings-schema.ts';
import type { NodeCommand } from './cluster/child.ts';
import { startEndpoint } from './live/endpoint.ts';
import { LiveView } from './live/view.ts';
import { NodeFailure } from './cluster/node-failure.ts';
import { startProgress } from './live/progress.ts';
import { wallClockMs } from '../observe/wall-clock.ts';
import { AttachedStage } from './attached/attached-stage.ts';
import type { Attachment } from './attached/attachment.ts';
import { runScenario, type RunOptions } from './run.ts';
import { ProcessStage, type OnAgents } from './stages/process-stage.ts';
import type { TracePlan } from './traces/trace-plan.ts';
import { scenarioNamed } from '../net/scenarios.ts';

export interface BenchOptions {
  readonly settings: Settings;
  /** Where the scrape endpoint binds. */
  readonly metricsHost: string;
  /** What a node is started with for a strategy; null: its own default. */
  readonly commandFor: (strategy: string | null, seed: number) => NodeCommand;
  readonly traces: TracePlan;
  /** Who runs the nodes; undefined: this machine. */
  readonly agents?: OnAgents | undefined;
  /** A cluster that is there already; undefined: the bench starts its own. */
  readonly attachment?: Attachment | undefined;
  readonly version: string;
  /** Aborted: the user wants to stop, and to see what has been measured. */
  readonly signal: AbortSignal;
  readonly stderr: NodeJS.WriteStream;
  /** Where a page is wanted: messages that it shows one by one, of all runs together. */
  readonly diagramMessages?: number;
  /** Called for each run of the report, in their order, where it has a diagram. */
  readonly onDiagram?: (diagram: Diagram) => void;
}

/** Node failures end it early, and stand in the report. */
export async function bench(options: BenchOptions): Promise<Report> {
  const { settings, metricsHost, version, signal, stderr } = options;
  const view = new LiveView();
  const openStage = stageOn(options);
  const { metrics, server } = await startEndpoint(settings.metricsPort, view, metricsHost);
  stderr.write(
    server.ok
      ? `metrics of nodes and bench while it runs: ${server.url}${server.warning === undefined ? '' : ` (${server.warning})`}\n`
      : `${server.error}\n`,
  );
  const progress = startProgress(view, wallClockMs, stderr, signal);
  const runs: Run[] = [];
  const planned = plan(options);
  const diagram = {
    messages: messagesOfRun(options.diagramMessages ?? 0, planned.length),
    made: options.onDiagram ?? (() => undefined),
  };
  let failure: string | null = null;
  try {
    for (const { point, ...next } of planned) {
      if (signal.aborted) break;
      const shared = { ...options, view, metrics, diagram, now: wallClockMs, openStage };
      const run = await runScenario({ ...shared, ...next });
      runs.push({ ...run, point });
    }
  } catch (error) {
    if (!(error instanceof NodeFailure)) throw error;
    failure = error.explain();
    if (error.run !== undefined) runs.push(error.run);
  } finally {
    view.phase = 'done';
    progress.stop();
    if (server.ok) await server.close();
  }
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'gossipscope', version },
    machine: { platform: `${platform()} ${arch()}`, nodejs: process.version, cpus: availableParallelism() },
    settings,
    runs,
    repeats: repeatedIn(runs),
    interrupted: signal.aborted,
    failure,
  };
}

function stageOn({ attachment, agents }: BenchOptions): RunOptions['openStage'] {
  return (run, rng) =>
    attachment === undefined ? ProcessStage.open(run, rng, agents) : AttachedStage.open(run, attachment);
}

interface Planned extends Pick<RunOptions, 'settings' | 'scenario' | 'title' | 'command'> {
  readonly point: Point;
}

const SEEDS = 2 ** 32;

/** Every scenario for every strategy, with each of its seeds. */
function plan({ settings, commandFor }: BenchOptions): Planned[] {
  const { repeat } = settings;
  const strategies = strategiesOf(settings);
  const scenarios = settings.scenarios.flatMap((name) => scenarioNamed(name) ?? []);
  const isCompared = strategies.length > 1;
  return (isCompared ? strategies : [settings.strategy]).flatMap((strategy) =>
    scenarios.flatMap((scenario) =>
      Array.from({ length: repeat }, (_, turn) => {
        const seed = (settings.seed + turn) % SEEDS;
        const named = isCompared ? `${strategy ?? ''} ${scenario.name}` : scenario.name;
        return {
          ...{ settings: { ...settings, seed }, scenario, command: commandFor(strategy, seed) },
          title: repeat > 1 ? `${named}, ${turn + 1} of ${repeat}` : named,
          point: isCompared && strategy !== null ? { strategy } : {},
        };
      }),
    ),
  );
}
