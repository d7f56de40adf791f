/** What it costs that nodes run on agents: the bench's network as `routing` measures it, once beside the bench and once by way of NATS. */

import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { prng } from '../../src/base/prng.ts';
import type { Bus } from '../../src/bench/agents/bus.ts';
import { Fleet } from '../../src/bench/agents/fleet.ts';
import { wallClockMs } from '../../src/observe/wall-clock.ts';
import { Cluster } from '../../src/bench/cluster/cluster.ts';
import { connectToQueue } from '../../src/bin/queue/connect.ts';
import { Network } from '../../src/net/network.ts';
import { natsBus } from '../../src/transport/nats/bus.ts';
import { AgentProcess } from '../support/agent-process.ts';
import { NatsServer } from '../transport/nats-server.ts';
import { cpuUsOf } from './cpu-time.ts';
import { figure, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { spreadOf } from './sampling.ts';

const NODE = fileURLToPath(new URL('passing-node.mjs', import.meta.url));
const NODES = 6;
const AGENTS = ['a1', 'a2'];
const WARM_UP_MS = 1000;
const DURATION_MS = 2000;
const LATENCY_MS = 20;
const FLOOD = { type: 'flood', count: 500 };
/** Each node sends 100 messages a second. */
const PACE = { type: 'pace', intervalMs: 10 };

export const hosting: Measure = {
  name: 'hosting',
  description:
    `the bench's network with ${NODES} node processes beside it, and on ${AGENTS.length} agents of this machine over NATS: ` +
    `messages as fast as they arrive, then 100 a second of each node`,
  run,
};

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const names = [
    'routed',
    'delay',
    'routedByAgents',
    'delayByAgents',
    'bytes',
    'bench',
    'agents',
    'nats',
  ] as const;
  const found = new Map<string, number[]>(names.map((name) => [name, []]));
  const note = (name: (typeof names)[number], value: number): void => void found.get(name)?.push(value);
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1} of ${rounds}`);
    note('routed', await inCluster(undefined, FLOOD, routedPerSec));
    note('delay', await inCluster(undefined, PACE, addedDelayP99Ms));
    await withAgents(async (fleetOf, cost) => {
      await inCluster(await fleetOf(), FLOOD, async (cluster) => {
        const before = cost();
        const messages = cluster.router.traffic.delivered;
        note('routedByAgents', await routedPerSec(cluster));
        const routed = cluster.router.traffic.delivered - messages;
        const after = cost();
        for (const name of ['bytes', 'bench', 'agents', 'nats'] as const)
          note(name, (after[name] - before[name]) / routed);
      });
      note('delayByAgents', await inCluster(await fleetOf(), PACE, addedDelayP99Ms));
    });
  }
  const spread = (name: (typeof names)[number]): ReturnType<typeof spreadOf> =>
    spreadOf(found.get(name) ?? []);
  return {
    targets: [],
    figures: [
      figure('messages routed, beside the bench', '1/s', spread('routed')),
      figure('messages routed, on agents', '1/s', spread('routedByAgents')),
      figure('processor time of the bench for a message, on agents (µs)', 'ratio', spread('bench')),
      figure('processor time of the agents for a message (µs)', 'ratio', spread('agents')),
      figure('processor time of the NATS server for a message (µs)', 'ratio', spread('nats')),
      figure('bytes through NATS for a message', 'bytes', spread('bytes')),
      figure('added delay p99, beside the bench', 'ms', spread('delay')),
      figure('added delay p99, on agents', 'ms', spread('delayByAgents')),
    ],
  };
}

async function routedPerSec({ router }: Cluster): Promise<number> {
  await pause(WARM_UP_MS);
  const before = router.traffic.delivered;
  const startMs = wallClockMs();
  await pause(DURATION_MS);
  return (router.traffic.delivered - before) / ((wallClockMs() - startMs) / 1000);
}

async function addedDelayP99Ms({ router }: Cluster): Promise<number> {
  await pause(WARM_UP_MS + DURATION_MS);
  return router.traffic.addedDelayMs().p99;
}

/** So far: bytes through NATS, and microseconds of processor time. */
interface Cost {
  readonly bytes: number;
  readonly bench: number;
  readonly agents: number;
  readonly nats: number;
}

const nodes = Array.from({ length: NODES }, (_, index) => `n${index + 1}`);

async function withAgents(
  measure: (fleetOf: () => Promise<Fleet>, cost: () => Cost) => Promise<void>,
): Promise<void> {
  const server = await NatsServer.start('../../deploy/nats/agents.conf', {}, withoutRights);
  const agents = await Promise.all(
    AGENTS.map((name) =>
      AgentProcess.start(['--nats', server.url, '--name', name, '--allow-bin', process.execPath]),
    ),
  );
  const access = { servers: [server.url], insecure: false };
  const { nats, owner } = await connectToQueue(access, 'bench', () => undefined);
  const { bus, bytes } = counting(natsBus(nats, owner, (text) => process.stderr.write(`${text}\n`)));
  const version = `${/of gossipscope (.*), Node/.exec(agents[0]?.stderr ?? '')?.[1] ?? ''})`;
  const gathered = { bus, version, nodes, bin: process.execPath, args: [NODE], now: wallClockMs };
  const cpuUs = (pids: readonly (number | undefined)[]): number =>
    pids.reduce((sum: number, pid) => sum + cpuUsOf(pid ?? 0), 0);
  try {
    await measure(
      () => Fleet.gather(gathered),
      () => ({
        bytes: bytes(),
        bench: cpuUs([process.pid]),
        agents: cpuUs(agents.map(({ child }) => child.pid)),
        nats: cpuUs([server.pid]),
      }),
    );
  } finally {
    await nats.close();
    await Promise.all(agents.map((agent) => agent.stop('SIGTERM')));
    await server.remove();
  }
}

/** In the clear, and everybody may do everything: what TLS costs is another question. */
function withoutRights(config: string): string {
  const listen = /^listen: .*$/m.exec(config)?.[0] ?? '';
  return `${listen}\nmax_payload: 8MB\njetstream { store_dir: "jetstream" }\n`;
}

/** Both directions. */
function counting(bus: Bus): { readonly bus: Bus; readonly bytes: () => number } {
  let total = 0;
  return {
    bus: {
      maxBytes: bus.maxBytes,
      flush: () => bus.flush(),
      publish(subject, bytes) {
        total += bytes.length;
        bus.publish(subject, bytes);
      },
      subscribe: (pattern, take) =>
        bus.subscribe(pattern, (subject, bytes) => {
          total += bytes.length;
          take(subject, bytes);
        }),
    },
    bytes: () => total,
  };
}

async function inCluster<T>(
  fleet: Fleet | undefined,
  order: { readonly type: string },
  measure: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const latency = { distribution: 'constant', meanMs: LATENCY_MS, jitterMs: 0 } as const;
  const network = new Network({ latency, lossRatio: 0, duplicateRatio: 0 }, nodes, prng(1));
  const cluster = new Cluster({
    ...{ names: nodes, command: { command: process.execPath, args: [NODE], env: {} }, network },
    ...{ services: new Map(), now: wallClockMs, topologyShape: 'grid', start: fleet?.start },
  });
  try {
    await cluster.start();
    await cluster.askAll(() => order);
    return await cluster.guard(measure(cluster));
  } finally {
    await cluster.kill();
    await fleet?.close();
  }
}
