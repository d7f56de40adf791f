/** The bench's OTLP/HTTP receiver: the nodes of a run export their spans to it, in the form that the user's collector takes. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { JSON_EXPORT } from './otlp-spans.ts';

const PATH = '/v1/traces';
/** A batch from one of our nodes has a few hundred kilobytes. */
const BODY_LIMIT_BYTES = 16 * 2 ** 20;
/** After the nodes have ended, how long reading what they sent may take. */
const CLOSE_LIMIT_MS = 1_000;

export interface Receiver {
  /** For `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`. */
  readonly endpoint: string;
  /** Reads what has been sent, then stops. */
  close(): Promise<void>;
}

type Take = (body: Buffer, contentType: string) => void;

/** @param take gets each export; if it throws, the answer is 400 */
export async function startReceiver(take: Take): Promise<Receiver> {
  const server = createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== PATH) response.writeHead(404).end();
    else receive(request, response, take);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`,
    close: async () => {
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_LIMIT_MS);
      server.close();
      await once(server, 'close');
      clearTimeout(timer);
    },
  };
}

function receive(request: IncomingMessage, response: ServerResponse, take: Take): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
  });
  request.on('end', () => {
    if (size > BODY_LIMIT_BYTES) {
      response.writeHead(413).end();
      return;
    }
    try {
      const contentType = request.headers['content-type'] ?? JSON_EXPORT;
      take(Buffer.concat(chunks), contentType);
      // The empty answer in either form.
      response.writeHead(200, { 'content-type': contentType }).end(contentType === JSON_EXPORT ? '{}' : '');
    } catch {
      response.writeHead(400).end();
    }
  });
}
