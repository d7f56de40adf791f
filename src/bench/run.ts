/** One scenario from start to end: start the nodes, load them, heal, let them settle, ask what they saw, stop them. */

import { setTimeout as pause } from 'node:timers/promises';
import { prng, type Prng } from '../base/prng.ts';
import { workloadOf } from '../load/workloads.ts';
import { nodeNames } from '../net/names.ts';
import { Network } from '../net/network.ts';
import { openServices, SERVICE_NAMES } from '../net/services/services.ts';
import { networkConfigOf } from '../net/network-config.ts';
import { FaultNemesis, planFaults } from '../net/fault-plan.ts';
import { Nemesis, planPartitions } from '../net/partition-plan.ts';
import type { BenchMetrics } from '../observe/metrics/bench-metrics.ts';
import type { Diagram } from '../report/diagram/recording.ts';
import { journalFor } from '../report/diagram/wanted.ts';
import type { Run } from '../report/schema/run-schema.ts';
import type { Settings } from '../report/schema/settings-schema.ts';
import type { Bus } from './agents/bus.ts';
import { Fleet } from './agents/fleet.ts';
import { Clients } from './clients/clients.ts';
import type { NodeCommand } from './cluster/child.ts';
import { Cluster } from './cluster/cluster.ts';
import { longestWaitMs } from './cluster/cpu-time.ts';
import { NodeFaults } from './cluster/node-faults.ts';
import type { Evidence } from './judge/evidence.ts';
import { finish } from './finish.ts';
import { keepHeapSmall } from './heap.ts';
import { skewMs } from './judge/clock-skew.ts';
import { seenDiagram } from './judge/diagram.ts';
import { judge } from './judge/judge.ts';
import type { LiveView } from './live/view.ts';
import { driveLoad } from './clients/open-loop.ts';
import { ValueTrail } from './cluster/value-trail.ts';
import { NodeFailure } from './cluster/node-failure.ts';
import { Prober } from './probes/prober.ts';
import { Underway } from './underway.ts';
import { TraceIntake } from './traces/trace-intake.ts';
import type { TracePlan } from './traces/trace-plan.ts';
import type { Scenario } from '../net/scenarios.ts';

/** How long our nodes may take to say where they are scraped, and how long strangers have to turn out to be ours. */
const OURS_WAIT_MS = 5_000;
const STRANGERS_WAIT_MS = 500;

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
  /** What reaches the agents that run the nodes; undefined: this machine does. */
  readonly bus?: Bus | undefined;
  /** Of this program, as agents say theirs. */
  readonly build?: string;
}

export interface DiagramWanted {
  /** Shown of each run, at most. */
  readonly messages: number;
  /** Called once for each run that ends in a report. */
  readonly made: (diagram: Diagram) => void;
}

interface Context extends RunOptions {
  readonly cluster: Cluster;
  readonly network: Network;
  readonly rng: Prng;
  readonly underway: Underway;
  readonly fleet: Fleet | undefined;
}

/** @throws {NodeFailure} after every process has been stopped */
export async function runScenario(options: RunOptions): Promise<Run> {
  const { settings, scenario, command, now, view } = options;
  const names = nodeNames(settings.nodes);
  const rng = prng(settings.seed).fork(scenario.name);
  const network = new Network(
    networkConfigOf(settings, scenario),
    [...names, ...SERVICE_NAMES],
    rng.fork('network'),
  );
  const fleet = await fleetFor(options, names);
  const traces = await TraceIntake.start(options.traces, {
    mayBeSlowest: (origin, seq) => cluster.router.wiretap.convergence.mayBeSlowest(origin, seq),
  });
  if (fleet !== undefined && traces.isReceiving)
    fleet.onExport = (body, contentType) => traces.take(body, contentType);
  keepHeapSmall();
  const journal = journalFor(options.diagram?.messages ?? 0);
  const traced = { ...command, env: { ...command.env, ...traces.variables } };
  const cluster = new Cluster({
    names,
    command: traced,
    start: fleet?.start,
    network,
    services: openServices(rng.fork('services')),
    ...{ now, journal },
    topologyShape: settings.topologyShape,
  });
  const judged = (evidence: Evidence): Run => {
    const run = judge({ ...evidence, agents: fleet?.account() });
    const { messages = 0, made } = options.diagram ?? {};
    if (journal !== undefined) made?.(seenDiagram(run, evidence, journal, messages));
    return run;
  };
  let measured: Omit<Evidence, 'traces'>;
  const underway = new Underway();
  try {
    measured = await measure({ ...options, cluster, network, rng, underway, fleet });
    view.phase = 'stop';
    await cluster.stop();
  } catch (error) {
    const partial = error instanceof NodeFailure ? underway.evidence({ ...options, cluster }) : undefined;
    await cluster.kill();
    if (error instanceof NodeFailure && partial !== undefined) error.run = judged({ ...partial, traces });
    throw error;
  } finally {
    await fleet?.close();
    // The nodes export their last spans as they end.
    await traces.close();
  }
  return judged({ ...measured, traces });
}

/** @throws {AgentsError} */
async function fleetFor(
  { bus, build = '', settings, now }: RunOptions,
  nodes: readonly string[],
): Promise<Fleet | undefined> {
  if (bus === undefined) return undefined;
  return await Fleet.gather({ bus, version: build, nodes, bin: settings.bin, args: settings.nodeArgs, now });
}

async function measure(context: Context): Promise<Omit<Evidence, 'traces'>> {
  const { settings, scenario, title, cluster, network, rng, signal, view, metrics, now } = context;
  view.prepare({ title, durationMs: settings.durationMs, windows: scenario.partitions });
  await cluster.start();
  // At once, as Maelstrom does.
  if (workloadOf(settings).hasTopology === true) await cluster.sendTopology();
  const ours = await areOurs(context);
  // A node answers when its telemetry is loaded: that must not fall into the load.
  if (ours) await cluster.askAll(() => ({ type: 'bench_report' }));
  const trail = trailFor(context, ours);
  const clients = new Clients({
    ...{ settings, nodes: cluster.names, ours, skewMs: skewMs(context.fleet), rng, trail },
    requests: cluster.load,
    onResult: (kind, result, latencyMs) => {
      view.count(kind, result);
      if (latencyMs !== undefined) metrics.observeOperation(kind, latencyMs);
    },
  });
  context.underway.clients = clients;
  const prober = proberFor(context, ours);
  metrics.startAgain();
  view.begin({ cluster, network, clients });
  const before = cluster.cpuTimes();
  const load = await runLoad(context, clients, prober);
  const ending = await finish({
    ...{ cluster, clients, prober, ours, signal, view, now },
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
    nodesWaitMs: longestWaitMs(before, cluster.cpuTimes()),
    ...load,
    ...ending,
  };
}

async function runLoad(
  { settings, scenario, cluster, network, rng, signal, view, now, underway, fleet }: Context,
  clients: Clients,
  prober: Prober | undefined,
): Promise<Pick<Evidence, 'startedAtMs' | 'loadMs' | 'partitions' | 'faults' | 'nodeFaults'>> {
  const { timetable } = cluster.router;
  const hasTopology = workloadOf(settings).hasTopology === true;
  const { ratePerSec, durationMs } = settings;
  const startMs = now();
  const nemesis = new Nemesis(network, () => now() - startMs);
  const at = (ms: number, act: () => void): void => timetable.at(startMs + ms, act);
  nemesis.schedule(planPartitions(scenario, settings, cluster.names, rng.fork('partition')), at);
  const onNextLife = (node: string): void => prober?.nextLifeBegan(node);
  const onLost = (node: string): void => prober?.lost(node);
  const nodeFaults = new NodeFaults({ cluster, clients, hasTopology, now, onNextLife, onLost });
  cluster.onLost = (node, sinceMs) => nodeFaults.lost(node, sinceMs);
  const faults = new FaultNemesis(nodeFaults, {
    nowMs: () => now() - startMs,
    at,
    after: (ms, act) => timetable.at(now() + ms, act),
  });
  const plan = planFaults(scenario, settings, cluster.names, rng.fork('faults'));
  if (fleet !== undefined || plan.some(({ fault }) => fault === 'restart'))
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
  faults.endAll();
  await nodeFaults.allUp();
  clients.checker?.livesEnded?.(nodeFaults.lifeStarts);
  return {
    ...{ startedAtMs: startMs, loadMs, nodeFaults },
    partitions: nemesis.record,
    faults: faults.record,
  };
}

/** Strangers' registers are looked at from outside, where all nodes are to hold the same. */
function proberFor({ settings, cluster, now }: Context, ours: boolean): Prober | undefined {
  const { registers } = workloadOf(settings);
  if (ours || registers?.convergent !== 'all' || cluster.names.length === 1) return undefined;
  const { router, clients, names } = cluster;
  const prober = new Prober({
    ...{ nodes: names, registers, now, valueBytes: settings.valueBytes },
    requests: clients.for('probe'),
    after: (ms, act) => router.timetable.at(now() + ms, act),
  });
  router.onDelivered = (node, line) => prober.delivered(node, line);
  return prober;
}

/** Where sets of strangers lack something in the end, it can be said how far that came. */
function trailFor({ settings, cluster: { router } }: Context, ours: boolean): ValueTrail | undefined {
  if (ours || workloadOf(settings).readAll === undefined) return undefined;
  const trail = new ValueTrail();
  router.onSent = (sender, dest, line) => trail.sent(sender, dest, line);
  router.onDelivered = (dest, line) => trail.arrived(dest, line);
  return trail;
}

/** A node is ours when it says, on stderr, where it can be scraped: asking would kill some strangers. */
export async function areOurs({
  cluster,
  settings,
  now,
}: Pick<Context, 'cluster' | 'settings' | 'now'>): Promise<boolean> {
  const deadlineMs = now() + (settings.bin === null ? OURS_WAIT_MS : STRANGERS_WAIT_MS);
  while (cluster.metricsUrls.size < cluster.names.length && now() < deadlineMs) {
    await cluster.guard(pause(10));
  }
  return settings.bin === null || cluster.metricsUrls.size === cluster.names.length;
}
