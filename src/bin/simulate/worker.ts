/** The thread in which simulations run: settings in, progress and a report out. Any message asks it to stop. */

import { setImmediate as breathe } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import { simulate, type Progress } from '../../simulate/simulate.ts';
import type { SimulationJob, SimulationNews } from './thread.ts';

const REFRESH_MS = 200;

const parent = parentPort;
assert(parent !== null, 'it runs as a thread of the program');
const post = (news: SimulationNews): void => parent.postMessage(news);
const controller = new AbortController();
parent.once('message', () => controller.abort());
let toldMs = performance.now();
const report = await simulate({
  ...(workerData as SimulationJob),
  signal: controller.signal,
  breathe: async (progress) => {
    if (performance.now() - toldMs >= REFRESH_MS) {
      toldMs = performance.now();
      post({ type: 'progress', text: textOf(progress) });
    }
    await breathe();
  },
});
post({ type: 'report', report });
parent.close();

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
