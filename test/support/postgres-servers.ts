/** Real PostgreSQL servers: a primary, and standbys that stream from it directly or over a link. */

import { execFileSync, type SpawnOptions } from 'node:child_process';
import { appendFileSync, chownSync, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ServerProcess, serverDirectory } from './server-process.ts';
import { waitFor } from './wait-for.ts';

/** Under load, recovery takes long. */
const START_LIMIT_MS = 30_000;
const DEBIAN = '/usr/lib/postgresql';

/** Debian keeps the programs of each version apart, and puts those of servers on nobody's path. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((one) => join(DEBIAN, one, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** PostgreSQL does not run as root: there it runs as the user that its package made. */
function asUser(): Pick<SpawnOptions, 'uid' | 'gid'> {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function program(name: string): string {
  return join(postgresPrograms() ?? '', name);
}

function run(name: string, ...args: readonly string[]): void {
  execFileSync(program(name), args, { stdio: 'pipe', cwd: '/', ...asUser() });
}

function ownDirectory(): string {
  const directory = serverDirectory();
  const { uid, gid } = asUser();
  if (uid !== undefined && gid !== undefined) chownSync(directory, uid, gid);
  return directory;
}

/** Quick, and with no promise to keep anything. */
const SETTINGS = [
  ...['fsync=off', 'wal_level=replica', 'max_wal_senders=8', 'shared_buffers=16MB', 'hot_standby=on'],
  ...['unix_socket_directories=', 'listen_addresses=127.0.0.1', 'autovacuum=off', 'wal_receiver_timeout=0'],
  ...['wal_sender_timeout=0', 'max_connections=60'],
];

async function start(data: string, port: number, settings: readonly string[] = []): Promise<ServerProcess> {
  const flags = [`port=${port}`, ...SETTINGS, ...settings].flatMap((one) => ['-c', one]);
  const server = new ServerProcess(
    program('postgres'),
    ['-D', data, ...flags],
    { cwd: '/', ...asUser() },
    data,
  );
  const answers = (): boolean => {
    try {
      psql(port, 'SELECT 1');
      return true;
    } catch {
      return false;
    }
  };
  await waitFor('PostgreSQL to answer', answers, START_LIMIT_MS);
  return server;
}

export async function startPostgres(port: number, ...settings: readonly string[]): Promise<ServerProcess> {
  const data = ownDirectory();
  run('initdb', '-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--no-instructions');
  appendFileSync(join(data, 'pg_hba.conf'), 'host replication all 127.0.0.1/32 trust\n');
  return await start(data, port, settings);
}

/** @param source the port of the primary, or of a link to it */
export async function startStandby(port: number, source: number, name: string): Promise<ServerProcess> {
  const data = ownDirectory();
  const from = `host=127.0.0.1 port=${source} user=postgres application_name=${name}`;
  run('pg_basebackup', '-D', data, '-d', from, '-R', '--checkpoint=fast', '--no-sync', '-X', 'stream');
  return await start(data, port);
}

/** What psql prints, without decoration. */
export function psql(port: number, sql: string): string {
  const address = `host=127.0.0.1 port=${port} user=postgres dbname=postgres`;
  return execFileSync(program('psql'), ['-XAtq', '-d', address, '-c', sql], {
    encoding: 'utf8',
    stdio: 'pipe',
    cwd: '/',
  }).trim();
}
