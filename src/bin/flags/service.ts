/** A node as a service: who it is, where it listens, who may ask what, and every limit of its API. Flags of `serve` alone. */

import { InvalidArgumentError } from 'commander';
import { addressText, hostPortIn, type HostPort } from '../../transport/address.ts';
import { nameProblem } from '../../transport/names.ts';
import { TRANSPORT_KINDS, TransportError, type Peer } from '../../transport/transport.ts';
import type { Flag } from './flag.ts';

/** Far more than any cluster has use for, and a mistake where it is more. */
const MANY = 2 ** 31 - 1;

const file = (name: string, setting: string, help: string): Flag => ({
  ...{ name, setting, kind: 'text', placeholder: '<file>', example: `${name}.pem`, help },
});

export const IDENTITY_FLAGS: readonly Flag[] = [
  {
    name: 'node',
    setting: 'node',
    kind: 'text',
    placeholder: '<name>',
    example: 'n1',
    parse: nodeName,
    help: "this node's name; with tls its certificate names it",
  },
  {
    name: 'peers',
    setting: 'peers',
    kind: 'text',
    placeholder: '<name=host:port,...>',
    example: 'n1=10.0.0.1:7400,n2=10.0.0.2:7400,n3=10.0.0.3:7400',
    parse: peersIn,
    print: printedPeers,
    help: 'all nodes of a cluster whose members are fixed, this one among them, each with the address of its transport; with nats names are enough',
  },
  {
    name: 'bootstrap',
    setting: 'isFounder',
    kind: 'switch',
    help: 'in place of --peers: founds a cluster that nodes join and leave while it runs. With --join only when all of those have said that they know of none, and so it can always be given; alone, only for the first start of a first node',
  },
  {
    name: 'join',
    setting: 'join',
    kind: 'text',
    placeholder: '<name=host:port,...>',
    example: 'n1=10.0.0.1:7400',
    parse: peersIn,
    print: printedPeers,
    help: 'in place of --peers: joins the cluster of these nodes; one is enough, more are asked in turn. This node may be among them; with nats names are enough',
  },
  {
    name: 'address',
    setting: 'address',
    kind: 'text',
    placeholder: '<host:port>',
    example: '10.0.0.4:7400',
    parse: (text) => addressText(hostPort('--address', text)),
    help: 'with --bootstrap and --join: where the others reach this node, if that is neither in --join nor --listen',
  },
  {
    name: 'cluster',
    setting: 'cluster',
    kind: 'text',
    placeholder: '<name>',
    help: "the cluster's name: nodes of another one are not let in",
  },
];

export const TRANSPORT_FLAGS: readonly Flag[] = [
  {
    name: 'transport',
    setting: 'transport',
    kind: 'choice',
    choices: TRANSPORT_KINDS,
    help: 'how nodes reach each other: tls, with certificates on both sides; tcp, in the clear; nats, through a server',
  },
  {
    name: 'listen',
    setting: 'listen',
    kind: 'text',
    placeholder: '<host:port>',
    example: '0.0.0.0:7400',
    parse: (text) => addressText(hostPort('--listen', text)),
    help: "where the transport listens, if that is not this node's address in --peers or --join, or --address",
  },
  {
    name: 'certs',
    setting: 'certs',
    kind: 'text',
    placeholder: '<dir>',
    example: 'certs',
    help: "a folder of gossipscope certs, with ca.crt and this node's two files: in place of --ca, --cert, --key, --api-cert and --api-key",
  },
  file('ca', 'ca', 'certificates of the authorities whose nodes are let in, as PEM'),
  file('cert', 'cert', "this node's certificate for its peers, as PEM"),
  file('key', 'key', 'its private key, as PEM'),
];

export const NATS_FLAGS: readonly Flag[] = [
  {
    name: 'nats',
    setting: 'natsServers',
    kind: 'names',
    placeholder: '<urls...>',
    example: 'nats://127.0.0.1:4222',
    help: 'with --transport nats: the servers; --ca, --cert and --key are then for them',
  },
  {
    name: 'nats-user',
    setting: 'natsUser',
    kind: 'text',
    placeholder: '<name>',
    example: 'n1',
    help: 'with whose rights, where the server asks',
  },
  file('nats-password-file', 'natsPasswordFile', 'a file with the password of that user, and nothing else'),
  file('nats-creds', 'natsCreds', 'a file of credentials as nsc writes it, in place of user and password'),
];

export const API_FLAGS: readonly Flag[] = [
  {
    name: 'api',
    setting: 'api',
    kind: 'text',
    placeholder: '<host:port>',
    parse: (text) => hostPort('--api', text),
    print: (at) => addressText(at as HostPort),
    help: 'where the HTTP API listens; port 0: a free one',
  },
  file('api-cert', 'apiCert', 'certificate of the API, as PEM: it then speaks https'),
  file('api-key', 'apiKey', 'its private key, as PEM'),
  {
    name: 'tokens',
    setting: 'tokens',
    kind: 'text',
    placeholder: '<file>',
    example: 'tokens.json',
    help: 'who may do what: a file of tokens with roles (docs/service.md); without it, whoever reaches the API may do all',
  },
  {
    name: 'insecure',
    setting: 'isInsecure',
    kind: 'switch',
    help: 'lets API and transport listen beyond this machine without certificates, and the API without tokens',
  },
];

export const DRAIN_FLAGS: readonly Flag[] = [
  {
    name: 'drain-delay',
    setting: 'drainDelayMs',
    kind: 'duration',
    help: 'after SIGTERM: how long /readyz says no before connections are closed, so that balancers can look elsewhere',
  },
  {
    name: 'drain',
    setting: 'drainMs',
    kind: 'duration',
    help: 'after that: how long requests under way and messages to peers have to end',
  },
];

export const LIMIT_FLAGS: readonly Flag[] = [
  limit('max-body', 'bodyBytes', 'bytes of a request body: 413 beyond', 1, 16 * 2 ** 20),
  limit('max-key', 'keyBytes', 'bytes of a key: 414 beyond', 1, 64 * 1024),
  limit('max-headers', 'headerBytes', 'bytes of the request line and all headers: 431 beyond', 1024, 2 ** 20),
  limit(
    'max-rate',
    'ratePerSec',
    'requests a second of one token, or of one address without tokens: 429 beyond',
  ),
  limit('max-connections', 'connections', 'connections at once: further ones are closed'),
  limit('max-keys', 'keys', 'keys of the node: 507 for new ones beyond'),
  limit('max-memory', 'memoryMib', 'MiB of memory: 507 for writes beyond'),
  limit('max-watchers', 'watchers', 'watches at once: 503 beyond'),
  limit(
    'max-watch-bytes',
    'watcherBytes',
    'bytes that wait for a slow watcher: it is disconnected beyond',
    1024,
  ),
  {
    name: 'request-timeout',
    setting: 'requestMs',
    kind: 'duration',
    help: 'how long a request may take to come (408), and a client may read nothing',
  },
];

function limit(name: string, setting: string, help: string, min = 1, max = MANY): Flag {
  return { name, setting, kind: 'number', range: { min, max }, help };
}

/** @throws {InvalidArgumentError} */
function nodeName(text: string): string {
  const problem = nameProblem('the node', text);
  if (problem !== undefined) throw new InvalidArgumentError(`${problem}.`);
  return text;
}

/** @throws {InvalidArgumentError} */
function hostPort(what: string, text: string): HostPort {
  try {
    return hostPortIn(what, text);
  } catch (error) {
    throw error instanceof TransportError ? new InvalidArgumentError(`${error.message}.`) : error;
  }
}

/** @throws {InvalidArgumentError} */
function peersIn(text: string): Peer[] {
  const peers = text.split(',').map((part): Peer => {
    const [, node, address] = /^([^=:]+)(?:=(.*))?$/.exec(part.trim()) ?? [];
    if (node === undefined)
      throw new InvalidArgumentError(
        `"${part}" is no peer: write name=host:port, with commas between peers.`,
      );
    if (address !== undefined) hostPort(`the address of ${node}`, address);
    return { node: nodeName(node), address: address ?? '' };
  });
  const twice = peers.find(({ node }, i) => peers.findIndex((one) => one.node === node) !== i);
  if (twice !== undefined) throw new InvalidArgumentError(`${twice.node} is named twice.`);
  return peers;
}

function printedPeers(peers: unknown): string {
  return (peers as Peer[])
    .map(({ node, address }) => (address === '' ? node : `${node}=${address}`))
    .join(',');
}
