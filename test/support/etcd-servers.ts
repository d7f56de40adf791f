/** Real etcd servers: members of one cluster on this machine. */

import { freePorts } from './free-ports.ts';
import { ServerProcess, serverDirectory } from './server-process.ts';
import { waitFor } from './wait-for.ts';

/** @returns the ports at which clients are served */
export async function startEtcd(members: number): Promise<number[]> {
  const ports = await freePorts(members * 2);
  const [clientPorts, peerPorts] = [ports.slice(0, members), ports.slice(members)];
  const cluster = peerPorts.map((port, index) => `m${index}=http://127.0.0.1:${port}`).join(',');
  clientPorts.forEach((port, index) => {
    const directory = serverDirectory();
    const client = `http://127.0.0.1:${port}`;
    const peer = `http://127.0.0.1:${peerPorts[index] ?? 0}`;
    const args = [
      ...['--name', `m${index}`, '--data-dir', directory, '--initial-cluster', cluster],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--heartbeat-interval', '100', '--election-timeout', '1000'],
    ];
    new ServerProcess('etcd', args, {}, directory);
  });
  const isReady = async (): Promise<boolean> =>
    (await Promise.all(clientPorts.map(isHealthy))).every(Boolean);
  await waitFor('etcd to have a leader', isReady, 30_000);
  return clientPorts;
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health`)).ok;
  } catch {
    return false;
  }
}
