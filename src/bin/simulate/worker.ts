/** The thread in which simulations run: settings in, progress and a report out. Any message asks it to stop. */

import { setImmediate as breathe } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import { StrategyError } from '../../core/dissemination/custom/strategy-error.ts';
import { simulate, type Progress } from '../../simulate/simulate.ts';
import { loadStrategies } from '../../simulate/strategies/load.ts';
import type { SimulationJob, SimulationNews } from './thread.ts';

const REFRESH_MS = 200;

const parent = parentPort;
assert(parent !== null, 'it runs as a thread of the program');
const post = (news: SimulationNews): void => parent.postMessage(news);
const job = workerData as SimulationJob;
const controller = new AbortController();
parent.once('message', () => controller.abort());
let toldMs = performance.now();
try {
  // A thread has modules of its own.
  await loadStrategies(job.points.map(({ gossip }) => gossip.strategy));
  post({ type: 'report', report: await simulate({ ...job, signal: controller.signal, breathe: tell }) });
} catch (error) {
  if (!(error instanceof StrategyError)) throw error;
  post({ type: 'failed', text: error.message });
}
parent.close();

async function tell(progress: Progress): Promise<void> {
  if (performance.now() - toldMs >= REFRESH_MS) {
    toldMs = performance.now();
    post({ type: 'progress', text: textOf(progress) });
  }
  await breathe();
}

function textOf({ simulation, done, of }: Progress): string {
  const { settings, scenario, clients, truth, cluster } = simulation;
  return [
    of > 1 ? `${done + 1} of ${of}` : scenario.name,
    `${(simulation.nowMs / 1000).toFixed(1)} s of virtual time, load ends at ${settings.durationMs / 1000} s`,
    `${clients.operations.length} operations`,
    `${truth.pending()} writes pending`,
    `${cluster.traffic.delivered} messages`,
  ].join(' · ');
}
