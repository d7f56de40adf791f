/**
 * What some tests need beside Node.js: where it is missing, they say so and how to get it. No test skips itself in another way; the
 * architecture test sees to it. On a developer's machine such a test is skipped; in continuous integration (`CI=true`, as .ci/run
 * sets it) it fails if the part is one that .ci/run installs: nothing that is checked there can stop being checked unnoticed.
 */

import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { hasOlderCommit } from './older-build.ts';
import { postgresPrograms } from './postgres-servers.ts';

export const CHROMIUM = '/usr/bin/chromium';

/** Preloaded, it gives a process another time. */
export const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

const CAP_SYS_NICE_BIT = 23n;

interface Part {
  readonly isThere: () => boolean;
  readonly howToGet: string;
  readonly inCi: boolean;
}

const PARTS = {
  prometheus: { isThere: onPath('prometheus'), howToGet: 'apt-get install prometheus (Debian)', inCi: true },
  promtool: { isThere: onPath('promtool'), howToGet: 'apt-get install prometheus (Debian)', inCi: true },
  chromium: {
    isThere: () => existsSync(CHROMIUM),
    howToGet: `apt-get install chromium (Debian), so that there is ${CHROMIUM}`,
    inCi: true,
  },
  'nats-server': {
    isThere: onPath('nats-server'),
    howToGet: 'apt-get install nats-server (Debian)',
    inCi: true,
  },
  'redis-server': {
    isThere: onPath('redis-server'),
    howToGet: 'apt-get install redis-server (Debian)',
    inCi: true,
  },
  postgresql: {
    isThere: () => postgresPrograms() !== undefined,
    howToGet: 'apt-get install postgresql (Debian)',
    inCi: true,
  },
  mariadb: {
    isThere: onPath('mariadbd'),
    howToGet: 'apt-get install mariadb-server-core (Debian)',
    inCi: true,
  },
  etcd: { isThere: onPath('etcd'), howToGet: 'apt-get install etcd-server (Debian)', inCi: true },
  cassandra: {
    isThere: () => process.env['CASSANDRA_NODES'] !== undefined,
    howToGet: 'start a cluster of all nodes that CASSANDRA_NODES=HOST:PORT,HOST:PORT names',
    inCi: false,
  },
  faketime: {
    isThere: () => existsSync(FAKETIME),
    howToGet: `apt-get install faketime (Debian on x86-64), so that there is ${FAKETIME}`,
    inCi: false,
  },
  autogroup: {
    isThere: () => existsSync('/proc/self/autogroup'),
    howToGet: 'a Linux kernel with CONFIG_SCHED_AUTOGROUP',
    inCi: false,
  },
  CAP_SYS_NICE: { isThere: mayHurry, howToGet: 'run the test as root on Linux', inCi: false },
  python3: { isThere: onPath('python3'), howToGet: 'apt-get install python3 (Debian)', inCi: false },
  kubectl: { isThere: onPath('kubectl'), howToGet: 'see kubernetes.io/docs/tasks/tools', inCi: false },
  script: { isThere: onPath('script'), howToGet: 'apt-get install bsdutils (Debian)', inCi: false },
  strace: { isThere: onPath('strace'), howToGet: 'apt-get install strace (Debian)', inCi: false },
  'small file systems': {
    isThere: () => process.platform === 'linux' && process.getuid?.() === 0,
    howToGet: 'run the test as root on Linux, where it may mount one in memory',
    inCi: false,
  },
  history: {
    isThere: hasOlderCommit,
    howToGet: 'git clone (or git fetch --unshallow), so that an earlier build can be made',
    inCi: false,
  },
  linux: {
    isThere: () => process.platform === 'linux',
    howToGet: 'the test runs on Linux only',
    inCi: false,
  },
  '/dev/full': {
    isThere: () => existsSync('/dev/full'),
    howToGet: 'the test runs on Linux and BSD only',
    inCi: false,
  },
} satisfies Record<string, Part>;

export type PartName = keyof typeof PARTS;

/** What of these is missing and how to get it, in one line; undefined: they are all there. */
export function missing(...names: readonly PartName[]): string | undefined {
  const lacking = names.filter((name) => !PARTS[name].isThere());
  if (lacking.length === 0) return undefined;
  return lacking.map((name) => `${name} is missing: ${PARTS[name].howToGet}`).join('; ');
}

/**
 * Call it first in a test or a hook.
 * @throws {Error} in CI, where a part is missing that is installed there
 */
export function needs(context: Mocha.Context, ...names: readonly PartName[]): void {
  const why = missing(...names);
  if (why === undefined) return;
  const isPromised = names.some((name) => PARTS[name].inCi && !PARTS[name].isThere());
  if (process.env['CI'] === 'true' && isPromised) throw new Error(why);
  console.log(`    skipped: ${why}`);
  context.skip();
}

/** Whether this process may take more of the processors than others: capabilities(7). */
function mayHurry(): boolean {
  if (process.platform !== 'linux') return false;
  const [, effective] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return effective !== undefined && ((BigInt(`0x${effective}`) >> CAP_SYS_NICE_BIT) & 1n) === 1n;
}

/** Looked up without starting it: a test of something else stays quick. */
function onPath(command: string): () => boolean {
  return () =>
    (process.env['PATH'] ?? '').split(delimiter).some((directory) => isExecutable(join(directory, command)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
