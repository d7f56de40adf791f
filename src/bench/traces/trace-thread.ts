/** The bench's side of the thread in which spans are received. */

import { Worker } from 'node:worker_threads';
import type { WriteTraceSpan } from './otlp-spans.ts';
import type { Collector } from './trace-plan.ts';

export interface ThreadSetup {
  readonly collector: Collector | undefined;
  /** After the nodes have ended, how long the collector may take for what is left. */
  readonly forwardLimitMs: number;
}

/** An export that did not come over HTTP. */
export interface PassedOn {
  readonly body: Uint8Array;
  readonly contentType: string;
}

export type ThreadOrder = 'close' | PassedOn;

/** What comes from the thread. */
export type ThreadNews =
  | { readonly type: 'listening'; readonly endpoint: string }
  | { readonly type: 'spans'; readonly spans: readonly WriteTraceSpan[] }
  | { readonly type: 'closed'; readonly warning: string | undefined }
  | { readonly type: 'failed'; readonly reason: string };

export interface TraceThread {
  /** Where the nodes export to. */
  readonly endpoint: string;
  take(passedOn: PassedOn): void;
  /** Takes in what is on its way, and ends. Returns a sentence where something did not get to the collector. */
  close(): Promise<string | undefined>;
}

/** @throws when nothing can be received */
export async function startTraceThread(
  setup: ThreadSetup,
  take: (span: WriteTraceSpan) => void,
): Promise<TraceThread> {
  const worker = new Worker(new URL('trace-receiver.cjs', import.meta.url), { workerData: setup });
  const closed = new Promise<string | undefined>((resolve) => {
    worker.on('message', (news: ThreadNews) => {
      if (news.type === 'spans') news.spans.forEach(take);
      if (news.type === 'closed') resolve(news.warning);
    });
    worker.on('error', ({ message }) => resolve(message));
    worker.on('exit', () => resolve(undefined));
  });
  const endpoint = await new Promise<string>((resolve, reject) => {
    worker.on('message', (news: ThreadNews) => {
      if (news.type === 'listening') resolve(news.endpoint);
      if (news.type === 'failed') reject(new Error(news.reason));
    });
    worker.once('error', reject);
  });
  return {
    endpoint,
    take: (passedOn) => worker.postMessage(passedOn satisfies ThreadOrder),
    close: () => {
      worker.postMessage('close' satisfies ThreadOrder);
      return closed;
    },
  };
}
