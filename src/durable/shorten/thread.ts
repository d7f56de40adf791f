/** Shortens a log in a thread of its own: the node goes on meanwhile, and its log behind what is being shortened. */

import { Worker } from 'node:worker_threads';
import type { ShortenJob } from '../log/log-host.ts';
import type { SnapshotConfig } from '../log/snapshot.ts';

export interface ThreadTask {
  readonly directory: string;
  readonly job: ShortenJob;
  readonly config: SnapshotConfig;
}

/** What comes from the thread: the snapshot's size, or why there is none. */
export type ThreadResult = { readonly bytes: number } | { readonly reason: string };

type Shorten = (job: ShortenJob, done: (result: number | Error) => void) => void;

/** @param configOf undefined: the node is not initialised yet */
export function shortenInThread(directory: string, configOf: () => SnapshotConfig | undefined): Shorten {
  return (job, done) => {
    const config = configOf();
    if (config === undefined) {
      done(new Error('the node is not initialised yet'));
      return;
    }
    const workerData: ThreadTask = { directory, job, config };
    const worker = new Worker(new URL('log-shortener.cjs', import.meta.url), { workerData });
    worker.unref();
    let result: number | Error = new Error('its thread ended early');
    worker.on('message', (news: ThreadResult) => {
      result = 'bytes' in news ? news.bytes : new Error(news.reason);
    });
    worker.on('error', (error) => {
      result = error;
    });
    worker.on('exit', () => done(result));
  };
}
