/** Ports that nobody listens on, for servers that have to be told theirs. */

import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listening));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(
    servers.map(async (server) => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    }),
  );
  return ports;
}

async function listening(): Promise<Server> {
  const server = createServer();
  const isListening = once(server, 'listening');
  server.listen(0, '127.0.0.1');
  await isListening;
  return server;
}
