/** Nodes at agents, to be scraped as if they ran here: what wants a node's metrics asks an address of this machine, and the agent is asked. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScrapeProxy {
  urlOf(node: string): string;
  close(): void;
}

/** @param scrape a node's metrics, as text */
export async function startScrapeProxy(scrape: (node: string) => Promise<string>): Promise<ScrapeProxy> {
  const server = createServer((request, response) => {
    const node = /^\/(\w+)\/metrics$/.exec(request.url ?? '')?.[1];
    if (node === undefined || request.method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    scrape(node).then(
      (text) =>
        response
          .writeHead(200, { 'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8' })
          .end(text),
      (error: unknown) => response.writeHead(502).end(`${(error as Error).message}\n`),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (node) => `http://127.0.0.1:${port}/${node}/metrics`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
