/** One scenario from start to end: set the stage, load it, heal it, let it settle, ask what the nodes saw, leave it. */

import { prng, type Prng } from '../base/prng.ts';
import { FaultNemesis, planFaults } from '../net/fault-plan.ts';
import { Nemesis, planPartitions } from '../net/partition-plan.ts';
import type { Scenario } from '../net/scenarios.ts';
import type { BenchMetrics } from '../observe/metrics/bench-metrics.ts';
import type { Diagram } from '../report/diagram/recording.ts';
import type { Run } from '../report/schema/run-schema.ts';
import type { Settings } from '../report/schema/settings-schema.ts';
import { Clients } from './clients/clients.ts';
import { driveLoad } from './clients/open-loop.ts';
import type { NodeCommand } from './cluster/child.ts';
import { NodeFailure } from './cluster/node-failure.ts';
import { goAhead } from './cluster/priority.ts';
import { keepHeapSmall } from './heap.ts';
import { HeldUp } from './held-up.ts';
import type { Evidence } from './judge/evidence.ts';
import type { LiveView } from './live/view.ts';
import type { Prober } from './probes/prober.ts';
import type { Stage } from './stages/stage.ts';
import type { TracePlan } from './traces/trace-plan.ts';
import { Underway } from './underway.ts';

export interface RunOptions {
  readonly settings: Settings;
  readonly scenario: Scenario;
  /** For people who watch. */
  readonly title: string;
  readonly command: NodeCommand;
  readonly traces: TracePlan;
  /** The user wants to stop. */
  readonly signal: AbortSignal;
  readonly view: LiveView;
  readonly metrics: BenchMetrics;
  /** Where a page is wanted. */
  readonly diagram?: DiagramWanted | undefined;
  /** Milliseconds since the epoch, monotonic. */
  readonly now: () => number;
  /** Where it takes place. */
  readonly openStage: (options: Omit<RunOptions, 'openStage'>, rng: Prng) => Promise<Stage>;
}

export interface DiagramWanted {
  /** Shown of each run, at most. */
  readonly messages: number;
  /** Called once for each run that ends in a report. */
  readonly made: (diagram: Diagram) => void;
}

interface Context extends RunOptions {
  readonly stage: Stage;
  readonly rng: Prng;
  readonly underway: Underway;
}

/** @throws {NodeFailure} after the stage was left */
export async function runScenario(options: RunOptions): Promise<Run> {
  const { settings, scenario, view, openStage } = options;
  const rng = prng(settings.seed).fork(scenario.name);
  const stage = await openStage(options, rng);
  const { cluster, traces } = stage;
  // Where nodes run on this machine: beside a service of others it would be in the way.
  if (settings.attach.length === 0) goAhead();
  keepHeapSmall();
  let measured: Omit<Evidence, 'traces'>;
  const underway = new Underway();
  try {
    measured = await measure({ ...options, stage, rng, underway });
    view.phase = 'stop';
    await stage.end();
  } catch (error) {
    const partial = error instanceof NodeFailure ? underway.evidence({ ...options, cluster }) : undefined;
    await stage.kill();
    if (error instanceof NodeFailure && partial !== undefined)
      error.run = stage.judged({ ...partial, traces });
    throw error;
  } finally {
    underway.heldUp?.stop();
    // The nodes export their last spans as they end.
    await traces.close();
  }
  return stage.judged({ ...measured, traces });
}

async function measure(context: Context): Promise<Omit<Evidence, 'traces'>> {
  const { settings, scenario, title, stage, rng, signal, view, metrics, now } = context;
  const { cluster, network } = stage;
  view.prepare({ title, durationMs: settings.durationMs, windows: scenario.partitions });
  const ours = await stage.begin();
  const trail = stage.trailFor(ours);
  const clients = new Clients({
    ...{ settings, nodes: cluster.names, ours, skewMs: stage.skewMs, rng, trail },
    requests: cluster.load,
    onResult: (kind, result, latencyMs) => {
      view.count(kind, result);
      if (latencyMs !== undefined) metrics.observeOperation(kind, latencyMs);
    },
  });
  context.underway.clients = clients;
  const prober = stage.proberFor(ours);
  metrics.startAgain();
  view.begin({ cluster, network, clients });
  const heldUp = (context.underway.heldUp = new HeldUp(cluster));
  const load = await runLoad(context, clients, prober);
  const ending = await stage.finish({
    ...{ clients, prober, ours, signal, view, now },
    lifeStarts: load.nodeFaults.lifeStarts,
    quietMs: settings.quietMs,
  });
  return {
    settings,
    scenario,
    nodes: cluster.names,
    interrupted: signal.aborted,
    clients,
    ...{ prober, trail },
    router: cluster.router,
    unfinished: cluster.unfinished(),
    heldUp: heldUp.account(),
    ...load,
    ...ending,
  };
}

async function runLoad(
  { settings, scenario, stage, rng, signal, view, now, underway }: Context,
  clients: Clients,
  prober: Prober | undefined,
): Promise<Pick<Evidence, 'startedAtMs' | 'loadMs' | 'partitions' | 'faults' | 'nodeFaults'>> {
  const { cluster, network } = stage;
  const { timetable } = cluster.router;
  const { ratePerSec, durationMs } = settings;
  const startMs = now();
  const nemesis = new Nemesis(network, () => now() - startMs);
  const at = (ms: number, act: () => void): void => timetable.at(startMs + ms, act);
  nemesis.schedule(planPartitions(scenario, settings, cluster.names, rng.fork('partition')), at);
  const nodeFaults = stage.livesFor(clients, prober);
  const faults = new FaultNemesis(nodeFaults, {
    nowMs: () => now() - startMs,
    at,
    after: (ms, act) => timetable.at(now() + ms, act),
  });
  const plan = planFaults(scenario, settings, cluster.names, rng.fork('faults'));
  if (stage.mayLoseNodes || plan.some(({ fault }) => fault === 'restart'))
    cluster.router.wiretap.convergence.expectLosses();
  faults.schedule(plan);
  underway.prober = prober;
  underway.course = { startedAtMs: startMs, nodeFaults, nemesis, faults };
  prober?.start(startMs + durationMs);
  view.phase = 'load';
  view.loadEndsAtMs = startMs + durationMs;
  const start = (scheduledAtMs: number): void => clients.start(scheduledAtMs);
  await cluster.guard(driveLoad({ timetable, startMs, ratePerSec, durationMs, start, signal }));
  const loadMs = now() - startMs;
  clients.loadEnded();
  nemesis.healForGood();
  await stage.healed();
  faults.endAll();
  await nodeFaults.allUp();
  clients.checker?.livesEnded?.(nodeFaults.lifeStarts);
  return {
    ...{ startedAtMs: startMs, loadMs, nodeFaults },
    partitions: nemesis.record,
    faults: faults.record,
  };
}
