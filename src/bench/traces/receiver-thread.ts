/**
 * The thread that takes in the nodes' spans: it speaks HTTP, reads the nodes' exports and passes exports on to the user's collector, all of which would
 * keep the bench from delivering messages. What comes out are the few facts of each span that the report needs.
 */

import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { assert } from '../../base/assert.ts';
import { Forwarder } from './forwarder.ts';
import { readExport } from './otlp-spans.ts';
import { startReceiver } from './receiver.ts';
import type { PassedOn, ThreadNews, ThreadOrder, ThreadSetup } from './trace-thread.ts';

assert(parentPort !== null, 'it runs as a thread of the bench');
void receiveFor(parentPort, workerData as ThreadSetup);

async function receiveFor(parent: MessagePort, { collector, forwardLimitMs }: ThreadSetup): Promise<void> {
  const post = (news: ThreadNews): void => parent.postMessage(news);
  const forwarder = collector === undefined ? undefined : new Forwarder(collector);
  try {
    const take = (body: Buffer, contentType: string): void => {
      const { count, spans } = readExport(body, contentType);
      post({ type: 'spans', spans });
      forwarder?.push({ body, contentType, spans: count });
    };
    const receiver = await startReceiver(take);
    parent.on('message', (order: ThreadOrder) => {
      if (order !== 'close') {
        takePassedOn(order, take);
        return;
      }
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
}

/** From a node on another machine: who made it gets no answer any more. */
function takePassedOn(
  { body: { buffer, byteOffset, byteLength }, contentType }: PassedOn,
  take: (body: Buffer, contentType: string) => void,
): void {
  try {
    take(Buffer.from(buffer, byteOffset, byteLength), contentType);
  } catch {
    // It was no export.
  }
}
