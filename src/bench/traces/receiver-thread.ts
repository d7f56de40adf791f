/**
 * The thread that takes in the nodes' spans: it speaks HTTP, reads the nodes' exports and passes exports on to the user's collector, all of which would
 * keep the bench from delivering messages. What comes out are the few facts of each span that the report needs.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import { Forwarder } from './forwarder.ts';
import { readExport } from './otlp-spans.ts';
import { startReceiver } from './receiver.ts';
import type { ThreadNews, ThreadSetup } from './trace-thread.ts';

const parent = parentPort;
assert(parent !== null, 'it runs as a thread of the bench');
const post = (news: ThreadNews): void => parent.postMessage(news);
const { collector, forwardLimitMs } = workerData as ThreadSetup;
const forwarder = collector === undefined ? undefined : new Forwarder(collector);
try {
  const receiver = await startReceiver((body, contentType) => {
    const { count, spans } = readExport(body, contentType);
    post({ type: 'spans', spans });
    forwarder?.push({ body, contentType, spans: count });
  });
  // Whatever comes is a `ThreadOrder`, and there is but one.
  parent.once('message', () => {
    void (async () => {
      await receiver.close();
      await forwarder?.finish(forwardLimitMs);
      post({ type: 'closed', warning: forwarder?.warning });
      parent.close();
    })();
  });
  post({ type: 'listening', endpoint: receiver.endpoint });
} catch (error) {
  post({ type: 'failed', reason: (error as Error).message });
}
