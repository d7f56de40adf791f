/** Real NATS servers with JetStream: members of one cluster on this machine. */

import { connect, type NatsConnection } from '@nats-io/transport-node';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { freePorts } from './free-ports.ts';
import { ServerProcess, serverDirectory } from './server-process.ts';
import { waitFor } from './wait-for.ts';

export interface NatsMember {
  readonly port: number;
  readonly server: ServerProcess;
}

const USER = 'probe';

/** All let in the user `probe` with this password. */
export async function startNatsCluster(members: number, password: string): Promise<NatsMember[]> {
  const ports = await freePorts(members * 2);
  const routes = ports.slice(members).map((port) => `nats://127.0.0.1:${port}`);
  const started = ports.slice(0, members).map((port, index) => {
    const directory = serverDirectory();
    const flags = [
      ...['--addr', '127.0.0.1', '--port', String(port), '--name', `m${index}`, '--jetstream'],
      ...['--store_dir', directory, '--cluster_name', 'measured', '--cluster', routes[index] ?? ''],
      ...['--routes', routes.filter((_, other) => other !== index).join(',')],
      ...['--user', USER, '--pass', password],
    ];
    return { port, server: new ServerProcess('nats-server', flags, {}, directory) };
  });
  const hasLeader = (): Promise<boolean> =>
    managing(ports[0] ?? 0, password, (manager) => manager.getAccountInfo()).then(
      () => true,
      () => false,
    );
  await waitFor('JetStream to have a leader', hasLeader, 30_000);
  return started;
}

/** The streams that there are, those of buckets among them. */
export function bucketsAt(port: number, password: string): Promise<string[]> {
  return managing(port, password, async (manager) => {
    const streams = await manager.streams.list().next();
    return streams.map(({ config }) => config.name);
  });
}

/** A bucket as others make it, of which three servers have a copy. */
export async function makeBucketAt(port: number, password: string, bucket: string): Promise<void> {
  await managing(port, password, (manager) =>
    manager.streams.add({
      ...{ name: `KV_${bucket}`, subjects: [`$KV.${bucket}.>`], num_replicas: 3 },
      ...{ max_msgs_per_subject: 1, allow_direct: true },
    }),
  );
}

export async function putAt(
  port: number,
  password: string,
  { bucket, key, value }: { readonly bucket: string; readonly key: string; readonly value: string },
): Promise<void> {
  await managing(port, password, (manager) => manager.jetstream().publish(`$KV.${bucket}.${key}`, value));
}

/** How many streams there are, and how much was ever written to this bucket. */
export async function messagesAt(port: number, password: string, bucket: string): Promise<string> {
  return managing(port, password, async (manager) => {
    const { state } = await manager.streams.info(`KV_${bucket}`);
    return `${(await manager.streams.list().next()).length} streams, ${state.last_seq} messages`;
  });
}

async function managing<T>(
  port: number,
  pass: string,
  act: (manager: JetStreamManager) => Promise<T>,
): Promise<T> {
  const nats: NatsConnection = await connect({ servers: `127.0.0.1:${port}`, user: USER, pass });
  try {
    return await act(await jetstreamManager(nats, { timeout: 2_000 }));
  } finally {
    await nats.close();
  }
}
