/** The settings of `gossipscope serve`, their defaults, and every limit of the API by name. Flags and variables are in bin/serve/. */

import { isLoopback, type HostPort } from '../../transport/address.ts';
import type { Peer, TransportKind } from '../../transport/transport.ts';
import { DEFAULT_NODE, type NodeSettings } from '../settings.ts';

/** What a client may ask for, and how long it may take. What is beyond a limit is refused with a status and counted. */
export interface ApiLimits {
  /** Of the request's body: 413 beyond. */
  readonly bodyBytes: number;
  /** Of a key in UTF-8: 414 beyond. */
  readonly keyBytes: number;
  /** Of the request line and all headers: 431 beyond. */
  readonly headerBytes: number;
  /** Requests of one token, or of one address where there are no tokens, in a second: 429 beyond. */
  readonly ratePerSec: number;
  /** Connections at once: further ones are closed at once. */
  readonly connections: number;
  /** Keys that the node holds: a write of a new one is answered with 507 beyond. */
  readonly keys: number;
  /** MiB of memory that JavaScript's objects fill: every write is answered with 507 beyond. */
  readonly memoryMib: number;
  /** How long a request may take to come, and a reader may stand still. */
  readonly requestMs: number;
  /** Watchers at once: 503 beyond. */
  readonly watchers: number;
  /** Bytes that wait for one watcher: it is disconnected beyond. */
  readonly watcherBytes: number;
}

export interface ServeSettings extends Omit<
  NodeSettings,
  'metricsHost' | 'metricsPort' | 'workload' | 'topology'
> {
  readonly node: string;
  /** Where members are fixed: the whole cluster, this node among them; else nobody. */
  readonly peers: readonly Peer[];
  /** Where members change: it founds the cluster, unless it was a member of one, or one of `join` knows of one. */
  readonly isFounder: boolean;
  /** Where members change: whom to ask to be let in, and who may know what has become of the members. It may name this node, too. */
  readonly join: readonly Peer[];
  /** Where members change: where the others reach this node, where that is neither in `join` nor where it listens. */
  readonly address: string | undefined;
  readonly cluster: string;
  readonly transport: TransportKind;
  /** Where the transport listens, where that is not what peers are told. */
  readonly listen: string | undefined;
  /** PEM files of the transport: the authorities, and this node's certificate and key. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly natsServers: readonly string[];
  readonly natsUser: string | undefined;
  readonly natsPasswordFile: string | undefined;
  readonly natsCreds: string | undefined;
  readonly api: HostPort;
  readonly apiCert: string | undefined;
  readonly apiKey: string | undefined;
  readonly tokens: string | undefined;
  readonly isInsecure: boolean;
  /** Whether clients with the role for it may break this node's links to its peers. */
  readonly allowsFaults: boolean;
  /** How long faults last at most, unless they are renewed. */
  readonly faultLeaseMs: number;
  /** After SIGTERM: how long /readyz says no before connections are closed. */
  readonly drainDelayMs: number;
  /** After that: how long requests under way, and messages to peers, have to end. */
  readonly drainMs: number;
  readonly limits: ApiLimits;
}

export const DEFAULT_LIMITS: ApiLimits = {
  bodyBytes: 2 ** 20,
  keyBytes: 1024,
  headerBytes: 16 * 1024,
  ratePerSec: 10_000,
  connections: 1024,
  keys: 10_000_000,
  memoryMib: 1024,
  requestMs: 10_000,
  watchers: 256,
  watcherBytes: 2 ** 20,
};

/**
 * A node's own, but for these: a service has its metrics in its API, one workload, and no client that names a topology; so every node
 * gossips with every other, and the settings of partial views change nothing.
 */
const NOT_OF_A_SERVICE = [
  ...['metricsHost', 'metricsPort', 'workload', 'topology'],
  ...['keepAliveIntervalMs', 'shuffleIntervalMs'],
] as const;
/** As a service has them: machines fail by themselves here, and people look at who is suspected. */
export const NODE_OF_SERVICE = { ...DEFAULT_NODE, failureDetector: 'swim' } as const satisfies NodeSettings;
const OF_NODE = Object.fromEntries(
  Object.entries(NODE_OF_SERVICE).filter(([name]) => !NOT_OF_A_SERVICE.some((one) => one === name)),
) as unknown as Omit<NodeSettings, (typeof NOT_OF_A_SERVICE)[number]>;

export const DEFAULT_SERVE = {
  ...OF_NODE,
  cluster: 'gossipscope',
  peers: [],
  isFounder: false,
  join: [],
  address: undefined,
  transport: 'tls',
  ...{ listen: undefined, ca: undefined, cert: undefined, key: undefined },
  natsServers: [],
  ...{ natsUser: undefined, natsPasswordFile: undefined, natsCreds: undefined },
  api: { host: '127.0.0.1', port: 8080 },
  ...{ apiCert: undefined, apiKey: undefined, tokens: undefined },
  isInsecure: false,
  allowsFaults: false,
  faultLeaseMs: 10_000,
  drainDelayMs: 0,
  drainMs: 10_000,
} as const satisfies Partial<ServeSettings>;

/** Whom this node asks to be let in. */
export function othersOf({ node, join }: Pick<ServeSettings, 'node' | 'join'>): Peer[] {
  return join.filter((peer) => peer.node !== node);
}

/** Where the others reach this node; undefined: nowhere that was said. */
export function ownAddress(
  settings: Pick<ServeSettings, 'node' | 'peers' | 'join' | 'address' | 'listen'>,
): string | undefined {
  const { node, peers, join, address, listen } = settings;
  const named = [...peers, ...join].find((peer) => peer.node === node)?.address;
  return address ?? (named === '' ? undefined : named) ?? listen;
}

/** Whether members come and go while the cluster runs. */
export function changesMembers({ isFounder, join }: Pick<ServeSettings, 'isFounder' | 'join'>): boolean {
  return isFounder || join.length > 0;
}

/** What would be open to more than this machine: one line that says what to do; undefined: nothing. */
export function exposureOf({ api, apiCert, tokens, isInsecure }: ServeSettings): string | undefined {
  if (isInsecure || api.host === 'localhost' || isLoopback(api.host)) return undefined;
  const where = `the API listens beyond this machine (${api.host || 'every address'})`;
  if (apiCert === undefined)
    return `${where} in the clear: give --api-cert and --api-key, or --insecure in a network where everybody is trusted`;
  if (tokens === undefined)
    return `${where} without tokens: give --tokens, or --insecure where whoever reaches it may read and write`;
  return undefined;
}
