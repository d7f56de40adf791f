/**
 * The bench without an end, for people who watch dashboards: the cluster runs under load until it is stopped, and the
 * network is cut now and then. Nothing is judged, so nothing is kept: memory stays what it was after the first minutes.
 */

import { nodeNames } from '../net/names.ts';
import { Network } from '../net/network.ts';
import { openServices, SERVICE_NAMES } from '../net/services/services.ts';
import { networkConfigOf } from '../net/network-config.ts';
import { makePartition } from '../net/partition.ts';
import { prng } from '../base/prng.ts';
import type { Settings } from '../report/schema/settings-schema.ts';
import { Clients } from './clients/clients.ts';
import type { NodeCommand } from './cluster/child.ts';
import { Cluster } from './cluster/cluster.ts';
import { CLOCK_SKEW_MS } from './judge/clock-skew.ts';
import { startEndpoint } from './live/endpoint.ts';
import { LiveView } from './live/view.ts';
import { driveLoad } from './clients/open-loop.ts';
import { NodeFailure } from './cluster/node-failure.ts';
import { goAhead } from './cluster/priority.ts';
import { startProgress } from './live/progress.ts';
import { keepHeapSmall } from './heap.ts';
import { areOurs } from './stages/process-stage.ts';
import type { Timetable } from './cluster/timetable.ts';

/** How long a cut lasts, as a share of the time from one to the next. */
export const CUT_SHARE = 1 / 4;
/** How often what the wire told of converged writes is forgotten. */
const FORGET_INTERVAL_MS = 10_000;

export interface ForeverOptions {
  readonly settings: Settings;
  /** From the beginning of one cut to that of the next; undefined: the network stays whole. */
  readonly partitionEveryMs: number | undefined;
  readonly metricsHost: string;
  readonly command: NodeCommand;
  /** Aborted: the user wants to stop. */
  readonly signal: AbortSignal;
  readonly stderr: NodeJS.WriteStream;
  /** Milliseconds since the epoch, monotonic. */
  readonly now: () => number;
}

/** Resolves when it was stopped, with null; or with what a node did wrong. Every process has ended then. */
export async function runForever(options: ForeverOptions): Promise<string | null> {
  const { settings, metricsHost, stderr, now, signal } = options;
  const view = new LiveView();
  const { metrics, server } = await startEndpoint(settings.metricsPort, view, metricsHost);
  stderr.write(server.ok ? `metrics of nodes and bench: ${server.url}\n` : `${server.error}\n`);
  const progress = startProgress(view, now, stderr, signal);
  try {
    await loadUntilStopped(options, view, (op, latencyMs) => metrics.observeOperation(op, latencyMs));
    return null;
  } catch (error) {
    if (!(error instanceof NodeFailure)) throw error;
    return error.explain();
  } finally {
    view.phase = 'done';
    progress.stop();
    if (server.ok) await server.close();
  }
}

async function loadUntilStopped(
  options: ForeverOptions,
  view: LiveView,
  observe: (op: 'read' | 'write', latencyMs: number) => void,
): Promise<void> {
  const { settings, command, signal, now } = options;
  const names = nodeNames(settings.nodes);
  const rng = prng(settings.seed).fork('forever');
  const network = new Network(networkConfigOf(settings), [...names, ...SERVICE_NAMES], rng.fork('network'));
  const { topologyShape } = settings;
  const services = openServices(rng.fork('services'));
  const cluster = new Cluster({ names, command, network, services, now, topologyShape });
  goAhead();
  keepHeapSmall();
  view.prepare({ title: 'forever', durationMs: Infinity, windows: [] });
  try {
    await cluster.start();
    const ours = await areOurs({ cluster, settings, now });
    const clients = new Clients({
      ...{ settings, nodes: names, ours, skewMs: CLOCK_SKEW_MS, rng },
      requests: cluster.load,
      keepsHistory: false,
      onResult: (kind, result, latencyMs) => {
        view.count(kind, result);
        if (latencyMs !== undefined) observe(kind, latencyMs);
      },
    });
    view.begin({ cluster, network, clients });
    view.phase = 'load';
    view.loadEndsAtMs = Infinity;
    const { timetable, wiretap } = cluster.router;
    const startMs = now();
    repeat(timetable, startMs, FORGET_INTERVAL_MS, () => wiretap.convergence.forgetConverged());
    cutNowAndThen(options, { timetable, startMs, network, names, rng: rng.fork('partition') });
    const start = (scheduledAtMs: number): void => clients.start(scheduledAtMs);
    const { ratePerSec } = settings;
    await cluster.guard(driveLoad({ timetable, startMs, ratePerSec, durationMs: Infinity, start, signal }));
    view.phase = 'stop';
    await cluster.stop();
  } catch (error) {
    await cluster.kill();
    throw error;
  }
}

interface Cutting {
  readonly timetable: Timetable;
  readonly startMs: number;
  readonly network: Network;
  readonly names: readonly string[];
  readonly rng: ReturnType<typeof prng>;
}

function cutNowAndThen(
  { settings, partitionEveryMs }: ForeverOptions,
  { timetable, startMs, network, names, rng }: Cutting,
): void {
  if (partitionEveryMs === undefined) return;
  repeat(timetable, startMs, partitionEveryMs, (atMs) => {
    network.partition = makePartition(settings.partition, names, rng);
    timetable.at(atMs + partitionEveryMs * CUT_SHARE, () => (network.partition = undefined));
  });
}

/** For the first time one interval from now. */
function repeat(timetable: Timetable, nowMs: number, intervalMs: number, act: (atMs: number) => void): void {
  const atMs = nowMs + intervalMs;
  timetable.at(atMs, () => {
    act(atMs);
    repeat(timetable, atMs, intervalMs, act);
  });
}
