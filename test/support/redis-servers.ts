/** Real Redis servers: a primary, and replicas that follow it directly or over a link. */

import { execFileSync } from 'node:child_process';
import { ServerProcess, serverDirectory } from './server-process.ts';
import { waitFor } from './wait-for.ts';

/** Under load, forking and reading take long. */
const START_LIMIT_MS = 30_000;
/** For trying another: REDIS_SERVER=/path/to/valkey-server. */
const SERVER = process.env['REDIS_SERVER'] ?? 'redis-server';

/** @param args further settings, as in `--replicaof 127.0.0.1 6379` */
export async function startRedis(port: number, ...args: readonly string[]): Promise<ServerProcess> {
  const directory = serverDirectory();
  const settings = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', ''],
    ...['--repl-diskless-sync-delay', '0', '--appendonly', 'no'],
  ];
  const server = new ServerProcess(SERVER, [...settings, ...args], {}, directory);
  await waitFor('Redis to answer', () => /Ready to accept connections/.test(server.log), START_LIMIT_MS);
  return server;
}

/** What redis-cli prints. */
export function redisCli(port: number, ...args: readonly string[]): string {
  return execFileSync('redis-cli', ['-p', String(port), ...args], { encoding: 'utf8' }).trim();
}

/** Until the replica at this port follows its primary. */
export async function redisInSync(port: number): Promise<void> {
  const isUp = (): boolean => redisCli(port, 'INFO', 'replication').includes('master_link_status:up');
  await waitFor('the replica to follow', isUp, START_LIMIT_MS);
}
