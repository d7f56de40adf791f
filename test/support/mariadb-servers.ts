/** Real MariaDB servers: a primary, and replicas that apply its binary log directly or over a link. */

import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createConnection } from 'mariadb';
import { ServerProcess, serverDirectory } from './server-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { waitFor } from './wait-for.ts';

/** Under load, recovery takes long. */
const START_LIMIT_MS = 30_000;
export const MARIADB_USER = 'probe';
/** What a user needs: documented in docs/stores.md. */
const GRANTS = [
  `GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP ON measured.* TO ${MARIADB_USER}`,
  `GRANT BINLOG MONITOR, REPLICA MONITOR, REPLICATION MASTER ADMIN ON *.* TO ${MARIADB_USER}`,
];

/** Quick, and with no promise to keep anything. */
const SETTINGS = [
  ...[
    '--no-defaults',
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--innodb-flush-log-at-trx-commit=0',
  ],
  ...['--innodb-buffer-pool-size=8M', '--innodb-log-file-size=4M', '--log-bin=binlog', '--gtid-strict-mode'],
  ...[
    '--performance-schema=OFF',
    '--key-buffer-size=64K',
    '--aria-pagecache-buffer-size=1M',
    '--sync-binlog=0',
  ],
];

/** What `mariadb-install-db` begins with. That itself needs the client's programs, and makes tables that nobody needs here. */
const SQL = '/usr/share/mysql';

/** MariaDB refuses to run as root of its own accord. */
const AS_ROOT = process.getuid?.() === 0 ? ['--user=root'] : [];

/** Making the system's tables takes seconds: each server begins with a copy of them. It goes with the other temporary directories of a test. */
let made: string | undefined;

function dataDirectory(): string {
  if (made === undefined) {
    made = temporaryDirectory();
    const tables = ['mysql_system_tables.sql', 'mysql_system_tables_data.sql'].map((name) =>
      readFileSync(join(SQL, name), 'utf8'),
    );
    const input = ['CREATE DATABASE mysql;', 'USE mysql;', 'SET @auth_root_socket = NULL;', ...tables].join(
      '\n',
    );
    const flags = [...SETTINGS, ...AS_ROOT, '--bootstrap', '--skip-log-bin', `--datadir=${made}`];
    execFileSync('mariadbd', flags, { input, stdio: 'pipe' });
  }
  const data = serverDirectory();
  cpSync(made, data, { recursive: true });
  return data;
}

/** @param password of the user that it lets in */
export async function startMariadb(
  port: number,
  password: string,
  ...args: readonly string[]
): Promise<ServerProcess> {
  const data = dataDirectory();
  const init = join(data, 'init.sql');
  const user = `CREATE USER IF NOT EXISTS ${MARIADB_USER} IDENTIFIED BY '${password}'`;
  const once = ['SET sql_log_bin = 0', 'CREATE DATABASE IF NOT EXISTS measured', user, ...GRANTS];
  writeFileSync(init, `${once.join(';\n')};\n`);
  const own = [`--datadir=${data}`, `--port=${port}`, `--socket=${data}/socket`, `--init-file=${init}`];
  const server = new ServerProcess(
    'mariadbd',
    [...SETTINGS, `--server-id=${port}`, `--report-port=${port}`, ...own, ...AS_ROOT, ...args],
    {},
    data,
  );
  await waitFor('MariaDB to answer', () => /ready for connections/.test(server.log), START_LIMIT_MS);
  return server;
}

/** @param source the port of the primary, or of a link to it */
export async function startMariadbReplica(
  port: number,
  source: number,
  password: string,
  ...args: readonly string[]
): Promise<ServerProcess> {
  const server = await startMariadb(port, password, '--read-only', '--report-host=127.0.0.1', ...args);
  await mariadbSql(
    port,
    `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${source}, MASTER_USER = 'root',
      MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1`,
  );
  await mariadbSql(port, 'START SLAVE');
  return server;
}

/** As the one who may do everything. */
export async function mariadbSql<R extends object>(port: number, sql: string): Promise<R[]> {
  const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' });
  try {
    return await connection.query<R[]>(sql);
  } finally {
    await connection.end();
  }
}
