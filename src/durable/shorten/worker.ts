/** What runs in the thread that shortens a log: a bundle of its own, started by its name. */

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import { RealFiles } from '../files/real-files.ts';
import { writeSnapshot } from '../log/snapshot.ts';
import type { ThreadResult, ThreadTask } from './thread.ts';

const parent = parentPort;
assert(parent !== null, 'it runs as a thread of a node');
const { directory, job, config } = workerData as ThreadTask;
parent.postMessage(shortened());

function shortened(): ThreadResult {
  try {
    const { manifest, through, atMs } = job;
    return { bytes: writeSnapshot(new RealFiles(directory), manifest, through, atMs, config) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
