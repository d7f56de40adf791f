/**
 * How long until every node of a Redis or Valkey Cluster knows a changed host name, a new node, and a failed one: real servers on this
 * machine, with the settings that they come with. Beside them our own strategies and failure detection, with theirs, in virtual time.
 *
 * `npm run cluster-gossip -- 6 12 30` prints the table of docs/stores.md; `-- --repeat 5` makes more changes of each kind, `-- --theirs-only` leaves
 * our own out. REDIS_SERVER=/path/to/valkey-server starts other servers.
 */

import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { Redis } from 'ioredis';
import { redisProduct } from '../../src/targets/clients/redis-client.ts';
import { nodesIn, type ClusterNode } from '../../src/targets/stores/valkey-cluster.ts';
import { meet, startClusterNode, startRedisCluster, type ClusterServer } from '../support/redis-cluster.ts';
import { freePorts, killServices, ServeProcess } from '../support/serve-process.ts';
import { stopServers } from '../support/server-process.ts';

const BIN = join(import.meta.dirname, '../../bin/gossipscope');
/** From one question to each node to the next: so much later than it did a node may be seen to know. */
const POLL_MS = 50;
const LIMIT_MS = 120_000;
/** Every node pings some other once a second: changes come at any moment of that. */
const SPREAD_MS = 1_000;
/** Of our failure detection, whose times are told in periods. */
const PERIOD_MS = 1_000;

/** Until half of the nodes knew of a change, and until the last did. */
interface Spread {
  readonly halfMs: number;
  readonly lastMs: number;
}

interface Watched {
  readonly port: number;
  readonly client: Redis;
}

async function watch({ port }: ClusterServer): Promise<Watched> {
  const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: null, protocol: 2 });
  client.on('error', () => undefined);
  await client.connect();
  return { port, client };
}

/** Makes a change, and asks all nodes that are to know of it until they do. */
async function spreadOf(
  nodes: readonly Watched[],
  change: () => unknown,
  knows: (nodes: readonly ClusterNode[]) => boolean,
): Promise<Spread> {
  await pause(Math.random() * SPREAD_MS);
  await change();
  const startMs = performance.now();
  const atMs = await Promise.all(
    nodes.map(({ client, port }) =>
      knownMs(`the node at ${port}`, startMs, async () =>
        knows(nodesIn(String(await client.cluster('NODES')))),
      ),
    ),
  );
  return spreadIn(atMs);
}

/** Asks until the answer is yes. @returns how long after the start that was */
async function knownMs(who: string, startMs: number, knows: () => Promise<boolean>): Promise<number> {
  while (performance.now() < startMs + LIMIT_MS) {
    if (await knows()) return performance.now() - startMs;
    await pause(POLL_MS);
  }
  throw new Error(`${who} did not know within ${LIMIT_MS / 1000} s`);
}

function spreadIn(atMs: readonly number[]): Spread {
  const sorted = [...atMs].sort((a, b) => a - b);
  return { halfMs: sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN, lastMs: sorted.at(-1) ?? NaN };
}

interface Measured {
  readonly product: string;
  readonly hostname: Spread[];
  readonly joined: Spread[];
  readonly failed: Spread[];
}

async function measureCluster(size: number, repeat: number): Promise<Measured> {
  const servers = await startRedisCluster(size);
  const watched = await Promise.all(servers.map(watch));
  const [first, ...others] = watched as [Watched, ...Watched[]];
  const product = await redisProduct(first.client);
  const found: Measured = { product, hostname: [], joined: [], failed: [] };
  const made = Array.from({ length: repeat }, (_, index) => index);
  for (const index of made) {
    const name = `h${index}.example.org`;
    const set = (): Promise<unknown> => first.client.config('SET', 'cluster-announce-hostname', name);
    found.hostname.push(
      await spreadOf(others, set, (nodes) => nodes.some(({ hostname }) => hostname === name)),
    );
  }
  const joiners = await Promise.all(made.map(() => startClusterNode()));
  for (const joiner of joiners) {
    const isMember = ({ port, flags }: ClusterNode): boolean =>
      port === joiner.port && !flags.includes('handshake');
    found.joined.push(
      await spreadOf(
        watched,
        () => meet(first.port, joiner),
        (nodes) => nodes.some(isMember),
      ),
    );
  }
  for (const joiner of joiners) {
    const kill = (): Promise<void> => joiner.server.stop('SIGKILL');
    const hasFailed = ({ port, flags }: ClusterNode): boolean =>
      port === joiner.port && flags.includes('fail');
    found.failed.push(await spreadOf(watched, kill, (nodes) => nodes.some(hasFailed)));
  }
  for (const { client } of watched) client.disconnect();
  await stopServers();
  return found;
}

function row(name: string, nodes: number, kinds: readonly (readonly Spread[])[]): string {
  return `| ${[name, nodes, ...kinds.map(cell)].join(' | ')} |`;
}

function cell(spreads: readonly Spread[]): string {
  if (spreads.length === 0) return '–';
  const range = (of: (one: Spread) => number): string => {
    const [least, most] = [Math.min(...spreads.map(of)), Math.max(...spreads.map(of))].map((ms) =>
      (ms / 1000).toPrecision(2),
    );
    return least === most ? `${least}` : `${least}–${most}`;
  };
  return `${range(({ halfMs }) => halfMs)}, ${range(({ lastMs }) => lastMs)}`;
}

/** Quantiles in milliseconds. */
interface Times {
  readonly p50: number;
  readonly max: number;
}

interface SimulatedRun {
  readonly propagationMs: Times;
  readonly convergenceMs: Times;
}

/** Our own strategies, with their defaults, over a network that is as quick as a machine is to itself. */
async function strategyRow(strategy: string, size: number): Promise<string> {
  const { runs } = await json<{ readonly runs: readonly SimulatedRun[] }>(
    ...['simulate', '--nodes', String(size), '--strategy', strategy, '--latency', '1ms', '--rate', '20'],
    ...['--read-ratio', '0', '--scenario', 'normal', '--duration', '30s'],
  );
  const spreads = runs.flatMap(({ propagationMs, convergenceMs }): Spread[] => [
    { halfMs: propagationMs.p50, lastMs: convergenceMs.p50 },
    { halfMs: propagationMs.p50, lastMs: convergenceMs.max },
  ]);
  return row(`ours, ${strategy}`, size, [spreads, [], []]);
}

interface Members {
  readonly members: readonly { readonly node: string; readonly state: string }[];
}

/** A node of ours that joins real services, with the start of its process: until it is a member that votes, as each of the others knows it. */
async function serviceRow(size: number, repeat: number): Promise<string> {
  const ports = await freePorts(size + repeat);
  const addresses = ports.map((port, at) => `n${at}=127.0.0.1:${port}`);
  const founders = addresses.slice(0, size).join(',');
  const services = await Promise.all(
    addresses
      .slice(0, size)
      .map((_, at) => ServeProcess.start({ node: `n${at}`, args: ['--bootstrap', '--join', founders] })),
  );
  const joined: Spread[] = [];
  for (let at = size; at < size + repeat; at++) {
    const args = ['--join', founders, '--address', `127.0.0.1:${ports[at]}`];
    const startMs = performance.now();
    new ServeProcess({ node: `n${at}`, args });
    const atMs = services.map((service, index) =>
      knownMs(`n${index}`, startMs, async () => hasMember(service, `n${at}`)),
    );
    joined.push(spreadIn(await Promise.all(atMs)));
  }
  killServices();
  return row('ours, a vote', size, [[], joined, []]);
}

/** A service that was busy for seconds may have closed the connection that is asked on: it is asked again. */
async function hasMember(service: ServeProcess, name: string): Promise<boolean> {
  const answer = await service.ask('GET', '/v1/members').catch(() => undefined);
  if (answer === undefined) return false;
  const { members } = JSON.parse(answer.text) as Members;
  return members.some(({ node, state }) => node === name && state === 'active');
}

interface Detection {
  readonly settings: { readonly hasLifeguard: boolean };
  readonly nearlyAll: { readonly p50: number };
  readonly failed: { readonly p50: number };
}

/** Half of the members, nearly all: when they suspect it and when they call it failed, as the median over its failures. */
async function detectionRow(size: number): Promise<string> {
  const { results } = await json<{ readonly results: readonly Detection[] }>(
    ...['swim', '--nodes', String(size), '--loss', '0'],
  );
  const failed = results.flatMap(({ settings: { hasLifeguard }, nearlyAll, failed: called }): Spread[] =>
    hasLifeguard ? [{ halfMs: nearlyAll.p50 * PERIOD_MS, lastMs: called.p50 * PERIOD_MS }] : [],
  );
  return row('ours, SWIM with Lifeguard', size, [[], [], failed]);
}

async function json<T>(...args: readonly string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [BIN, ...args, '--json'], {
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(stdout) as T;
}

const STRATEGIES = ['direct-mail', 'rumor-mongering', 'plumtree', 'relay'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repeat: { type: 'string', default: '3' },
    'ours-only': { type: 'boolean', default: false },
    'theirs-only': { type: 'boolean', default: false },
  },
});
// Also where something fails: no service outlives this.
process.on('exit', killServices);
const sizes = positionals.length === 0 ? [6, 12, 30] : positionals.map(Number);
console.log('| what gossips | nodes | a changed value | a new node | a failed node |');
console.log('| --- | --- | --- | --- | --- |');
for (const size of sizes) {
  if (!values['ours-only']) {
    const { product, hostname, joined, failed } = await measureCluster(size, Number(values.repeat));
    console.log(row(product, size, [hostname, joined, failed]));
    console.error(`${size} servers; load of the machine ${loadavg()[0]?.toFixed(1)}`);
  }
  if (values['theirs-only']) continue;
  for (const strategy of STRATEGIES) console.log(await strategyRow(strategy, size));
  console.log(await serviceRow(size, Number(values.repeat)));
  console.log(await detectionRow(size));
}
