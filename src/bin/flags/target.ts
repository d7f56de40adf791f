/** A store that is measured in place of a cluster of nodes: flags of the bench alone. */

import { InvalidArgumentError } from 'commander';
import {
  CONSISTENCIES,
  MOST_REPLICAS,
  PREFIX_PATTERN,
  READS,
  SEMI_SYNCS,
  SYNCHRONOUS_COMMITS,
} from '../../report/schema/store-settings-schema.ts';
import { ADDRESS_RULES, nameOf, partsProblem } from '../../targets/address.ts';
import { storeFor, STORES } from '../../targets/stores.ts';
import type { LinkPlan } from '../../targets/link.ts';
import type { Store, StoreOptions } from '../../targets/store.ts';
import type { Flag } from './flag.ts';
import { repeatedTexts } from './option.ts';
import { SWEEP } from './simulation.ts';

const EXAMPLE = 'redis://127.0.0.1:6379';

export const TARGET: Flag = {
  name: 'target',
  setting: 'target',
  kind: 'text',
  placeholder: '<url>',
  help: `a store to measure in place of nodes: ${STORES.map(({ schemes: [scheme = ''] }) => `${scheme}://`).join(', ')}`,
};

export const REPLICA: Flag = {
  name: 'replica',
  setting: 'replicas',
  kind: 'text',
  placeholder: '<url>',
  isRepeatable: true,
  help: 'with --target: a replica to read; without it those that the store tells',
};

/** What a write waits for, or a read asks for. */
export const STORE_OPTIONS: readonly (Flag & { readonly setting: keyof StoreOptions })[] = [
  {
    name: 'wait',
    setting: 'wait',
    kind: 'number',
    placeholder: '<replicas>',
    example: '2',
    range: { min: 0, max: MOST_REPLICAS },
    help: 'Redis: so many replicas have to confirm a write',
  },
  {
    name: 'synchronous-commit',
    setting: 'synchronousCommit',
    kind: 'choice',
    choices: SYNCHRONOUS_COMMITS,
    example: 'remote_apply',
    help: 'PostgreSQL: what a commit waits for',
  },
  {
    name: 'semi-sync',
    setting: 'semiSync',
    kind: 'choice',
    choices: SEMI_SYNCS,
    example: 'after_sync',
    help: 'MariaDB: whether a commit waits for a replica; a setting of the server, put back at the end',
  },
  {
    name: 'consistency',
    setting: 'consistency',
    kind: 'choice',
    choices: CONSISTENCIES,
    example: 'quorum',
    help: 'Cassandra: how many nodes a write or a read waits for',
  },
  {
    name: 'reads',
    setting: 'reads',
    kind: 'choice',
    choices: READS,
    help: 'what a read asks for: of etcd serializable or linearizable, of NATS local or leader',
  },
];

export const USUAL_OPTIONS = {
  ...{ wait: 0, synchronousCommit: null, semiSync: null, consistency: null, reads: null },
} as const satisfies StoreOptions;

/** An option that means nothing to this store; undefined: there is none. */
export function optionProblem(options: StoreOptions, store: Store): string | undefined {
  const idle = STORE_OPTIONS.find(
    ({ setting }) => options[setting] !== USUAL_OPTIONS[setting] && !store.options.includes(setting),
  );
  if (idle !== undefined) return `--${idle.name} has no effect with ${store.name}`;
  const { reads = [] } = store;
  return options.reads === null || reads.includes(options.reads)
    ? undefined
    : `--reads ${options.reads} means nothing to ${store.name}: choose ${reads.join(' or ')}`;
}

export const PREFIX: Flag = {
  name: 'prefix',
  setting: 'prefix',
  kind: 'text',
  placeholder: '<name>',
  parse: (text) => prefixIn(text),
  help: 'with --target: begins the names of the keys, or names the table, keyspace or bucket, that it makes and removes',
};

/** Of `bench --target` alone. */
export const TARGET_ONLY: readonly Flag[] = [
  TARGET,
  REPLICA,
  {
    name: 'link',
    setting: 'links',
    kind: 'text',
    placeholder: '<port=host:port>',
    isRepeatable: true,
    parse: (text) => repeatedTexts(text).map(linkIn),
    print: (value) =>
      (value as LinkPlan[]).map(({ port, host, hostPort }) => `${port}=${host}:${hostPort}`).join('\n'),
    help: 'with --target: pass this port of 127.0.0.1 on to there, with --latency, --jitter, --bandwidth and the cuts of a scenario',
  },
  {
    name: 'bandwidth',
    setting: 'bandwidthMbitPerSec',
    kind: 'number',
    placeholder: '<Mbit/s>',
    example: '100',
    help: 'with --link: what fits through, each way',
  },
  ...STORE_OPTIONS,
  PREFIX,
];

/** The bench varies nothing else so. */
export const TARGET_SWEEP: Flag = {
  ...SWEEP,
  help: 'with --target: runs for each value of a flag, as in wait=0,1,2; given again, for each combination',
};

/** What was given for `--replica`: several, with commas or one by one. */
export function addressesIn(text: string | undefined): string[] {
  return text === undefined ? [] : repeatedTexts(text).flatMap((line) => line.split(','));
}

/** What is wrong with addresses, without repeating one: it may hold a password, and commander would show it. Undefined: nothing. */
export function addressProblem(target: string, replicas: readonly string[]): string | undefined {
  const store = storeFor(target);
  const known = STORES.flatMap(({ schemes }) => schemes).map((scheme) => `${scheme}://`);
  if (store === undefined) {
    const isMeant = known.some((start) => target.toLowerCase().startsWith(start));
    return isMeant
      ? `--target is no address: ${ADDRESS_RULES}`
      : `--target has to be an address such as ${EXAMPLE}, and to begin with one of ${known.join(', ')}`;
  }
  const wrong = partsProblem(new URL(target), store);
  if (wrong !== undefined) return `--target: ${wrong}`;
  return replicasProblem(replicas, store);
}

function replicasProblem(replicas: readonly string[], store: Store): string | undefined {
  if (!replicas.every((one) => storeFor(one) === store))
    return `each --replica has to be an address of ${store.name}, as --target is: ${ADDRESS_RULES}`;
  const urls = replicas.map((one) => new URL(one));
  const wrong = urls.map((url) => partsProblem(url, store)).find((problem) => problem !== undefined);
  if (wrong !== undefined) return `--replica: ${wrong}`;
  const names = urls.map((url) => nameOf(url, store.defaultPort));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `--replica ${twice} is named twice`;
}

function linkIn(text: string): LinkPlan {
  // A name, an address, or an IPv6 address in brackets: nothing that could hold a password.
  const [, port = '', host = '', hostPort = ''] =
    /^(\d+)=([-\w.]+|\[[\da-fA-F:.]+\]):(\d+)$/.exec(text) ?? [];
  const isPort = (one: string): boolean => Number(one) >= 1 && Number(one) <= 65_535;
  if (!isPort(port) || !isPort(hostPort))
    throw new InvalidArgumentError(
      'It must be a port of this machine and where to pass it on, as in 7379=127.0.0.1:6379.',
    );
  return { port: Number(port), host: host.replace(/^\[|\]$/g, ''), hostPort: Number(hostPort) };
}

function prefixIn(text: string): string {
  if (PREFIX_PATTERN.test(text)) return text;
  throw new InvalidArgumentError(
    'It begins with a small letter, and has small letters, digits and _ alone: 40 at most.',
  );
}
