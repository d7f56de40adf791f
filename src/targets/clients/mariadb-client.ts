/**
 * Connections to a MariaDB server, and what its errors mean. The client's own pool stays unused: it goes on trying for seconds before it says that
 * a server is gone, and each fail-over would seem to take that long.
 */

import { userInfo } from 'node:os';
import type { Connection, ConnectionConfig, SqlError } from 'mariadb';
import { printable } from '../../base/printable.ts';
import { hostOf, optionalClient, passwordOf, portOf } from '../address.ts';
import { ANSWER_LIMIT_MS, StoreError } from '../store.ts';

export const MARIADB_PORT = 3306;
/** Of one run to one server. */
const MOST_CONNECTIONS = 16;
/** The server closes a connection that was idle for eight hours, and with it goes its lock. This is the longest that it can be asked to wait. */
const IDLE_LIMIT_S = 31_536_000;

/** @throws {StoreError} where the client is missing, or the address says too little or too much */
export async function mariadbClient(url: URL): Promise<MariadbClient> {
  const settings = settingsOf(url);
  const { createConnection } = await optionalClient('mariadb', () => import('mariadb'));
  return new MariadbClient(async (overrides) => {
    const connection = await asked(createConnection({ ...settings, ...overrides }));
    // One that breaks while nothing is asked on it: the next query opens another.
    connection.on('error', () => undefined);
    return connection;
  });
}

function settingsOf(url: URL): ConnectionConfig {
  const database = decodeURIComponent(url.pathname.slice(1));
  if (database === '')
    throw new StoreError('no_database', 'the address names no database, as mariadb://HOST/DATABASE does');
  if (url.search !== '')
    throw new StoreError(
      'parameters',
      'the address has parameters, which are not understood. TLS is mariadbs://',
    );
  const host = hostOf(url);
  return {
    ...{ host, port: portOf(url, MARIADB_PORT), database },
    user: url.username === '' ? userInfo().username : decodeURIComponent(url.username),
    password: passwordOf(url, 'MYSQL_PWD') ?? '',
    // Without a host, Node.js would look for "localhost" in the certificate of an address that is no name.
    ...(/^(mariadbs|mysqls):$/.test(url.protocol) ? { ssl: { host } as object } : {}),
    ...{ connectTimeout: ANSWER_LIMIT_MS, socketTimeout: ANSWER_LIMIT_MS, keepAliveDelay: ANSWER_LIMIT_MS },
    ...{ permitRedirect: false, sessionVariables: { wait_timeout: IDLE_LIMIT_S } },
  };
}

export class MariadbClient {
  readonly #connect: (overrides: ConnectionConfig) => Promise<Connection>;
  readonly #idle: Connection[] = [];
  readonly #waiting: (() => void)[] = [];
  #free = MOST_CONNECTIONS;
  #isClosed = false;

  constructor(connect: (overrides: ConnectionConfig) => Promise<Connection>) {
    this.#connect = connect;
  }

  /** On a connection that nobody else uses meanwhile: nothing waits for a write that waits for a replica. @throws {StoreError} */
  async ask<R>(sql: string, values: readonly string[] = []): Promise<R[]> {
    await this.#turn();
    let connection: Connection | undefined;
    try {
      connection = await this.#borrow();
      return await asked(connection.query<R[]>(sql, [...values]));
    } finally {
      // What was not answered in time has closed its connection.
      if (connection?.isValid() === true) this.#giveBack(connection);
      this.#passOn();
    }
  }

  /** A connection to keep, which may be idle. @throws {StoreError} */
  async keep(): Promise<Connection> {
    return await this.#connect({ socketTimeout: 0 });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#idle.splice(0).map(ended));
  }

  async #borrow(): Promise<Connection> {
    if (this.#isClosed) throw new StoreError('unreachable', 'not connected', true);
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop())
      if (idle.isValid()) return idle;
    return await this.#connect({});
  }

  #giveBack(connection: Connection): void {
    if (this.#isClosed) void ended(connection);
    else this.#idle.push(connection);
  }

  async #turn(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #passOn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}

/** Where the server does not answer, the connection's time limit ends it. */
export async function ended(connection: Connection): Promise<void> {
  await connection.end().catch(() => undefined);
}

/** What the numbers mean that are met most often. */
const KINDS: Readonly<Record<number, string>> = {
  ...{ 1040: 'too_many_connections', 1203: 'too_many_connections' },
  ...{ 1044: 'no_permission', 1142: 'no_permission', 1227: 'no_permission' },
  ...{ 1045: 'wrong_password', 1698: 'wrong_password' },
  ...{ 1049: 'no_database', 1146: 'no_table', 1290: 'read_only', 1836: 'read_only' },
  ...{ 1053: 'shut_down', 1927: 'killed', 45_012: 'timeout', 45_026: 'timeout' },
};
/** From here on they are the client's own. */
const CLIENTS_OWN = 45_000;
/** After these the server may have done it all the same. */
const UNSURE = [1053, 1317, 1927];

/** @throws {StoreError} */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof StoreError ? error : explained(error as SqlError);
  }
}

function explained(error: SqlError): StoreError {
  const { errno, code, fatal, sqlMessage } = error;
  const message = printable(sqlMessage ?? error.message, 200);
  const isServers = errno > 0 && errno < CLIENTS_OWN;
  if (isServers) return new StoreError(KINDS[errno] ?? `error_${errno}`, message, !UNSURE.includes(errno));
  return new StoreError(KINDS[errno] ?? 'unreachable', message, fatal && code === 'ECONNREFUSED');
}
