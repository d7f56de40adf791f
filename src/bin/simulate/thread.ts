/**
 * Runs simulations in a thread of their own. Only there can the heap be given its limits: ten thousand replicas fill more than
 * Node.js allows by default on a small machine, and a larger nursery saves a sixth of their time.
 */

import { Worker } from 'node:worker_threads';
import type { SimulateOptions } from '../../simulate/simulate.ts';
import type { SimulationReport } from '../../report/schema/simulation-schema.ts';

/** With everything outside the heap, this makes 4 GB. */
const HEAP = { maxOldGenerationSizeMb: 3_400, maxYoungGenerationSizeMb: 384 } as const;

export type SimulationJob = Pick<SimulateOptions, 'points' | 'sweep' | 'version' | 'replay'>;

/** What comes from the thread. */
export type SimulationNews =
  | { readonly type: 'progress'; readonly text: string }
  | { readonly type: 'report'; readonly report: SimulationReport }
  /** A custom strategy went wrong. */
  | { readonly type: 'failed'; readonly text: string };

/** The simulation does not fit into memory. */
export class TooLarge extends Error {}

/** Somebody else's strategy went wrong: the message says where. */
export class StrategyFailed extends Error {}

/** @throws {TooLarge} @throws {StrategyFailed} @param signal aborted when the user wants to see what there is so far */
export function simulateApart(
  job: SimulationJob,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<SimulationReport> {
  const worker = new Worker(new URL('simulation-worker.mjs', import.meta.url), {
    workerData: job,
    resourceLimits: HEAP,
  });
  signal.addEventListener('abort', () => worker.postMessage('stop'), { once: true });
  return new Promise((resolve, reject) => {
    worker.on('message', (news: SimulationNews) => {
      if (news.type === 'progress') onProgress(news.text);
      else if (news.type === 'report') resolve(news.report);
      else reject(new StrategyFailed(`--strategy ${news.text}`));
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(
        isFull
          ? new TooLarge('it takes more than 4 GB of memory: lower --nodes, --rate or --duration')
          : error,
      );
    });
  });
}
