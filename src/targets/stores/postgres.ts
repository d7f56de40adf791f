/**
 * PostgreSQL: a primary and standbys that stream its log. `--synchronous-commit` says what a write waits for, as the setting of that
 * name does.
 *
 * Its place is a table of its own. An advisory lock, which ends with the connection, says whether another run uses it; what a run
 * that was killed has left is recognised by its comment, and dropped by the next one.
 */

import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient, PoolConfig } from 'pg';
import { printable } from '../../base/printable.ts';
import { nameOf, optionalClient, portOf, sibling } from '../address.ts';
import { inUse, notOurs, OUR_COMMENT } from '../place-lock.ts';
import {
  ANSWER_LIMIT_MS,
  checked,
  StoreError,
  type Claims,
  type Endpoint,
  type Store,
  type StoreOptions,
} from '../store.ts';

const DEFAULT_PORT = 5432;
/** Connections of one run to one server. */
const MOST_CONNECTIONS = 16;
/** The server takes a moment to notice that a connection has ended, and with it its lock. */
const LOCK_WAIT_MS = 1_000;
const LOCK_POLL_MS = 50;

/** What the codes mean that are met most often. */
const KINDS: Readonly<Record<string, string>> = {
  '25006': 'read_only',
  '28P01': 'wrong_password',
  '28000': 'not_allowed',
  '3D000': 'no_database',
  '42501': 'no_permission',
  '53300': 'too_many_connections',
  '57P01': 'shut_down',
  '57P03': 'starting_up',
};
/** After these the server may have done it all the same: it was ended, or does not know. */
const UNSURE = /^(57P|08|40003)/;
/** The system's own words, such as EPIPE, have no digit. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;
const NO_TABLE = '42P01';

export const postgres: Store = {
  name: 'PostgreSQL',
  schemes: ['postgres', 'postgresql'],
  defaultPort: DEFAULT_PORT,
  behindHost: /^(\/[^/]*)?(\?.*)?$/,
  options: ['synchronousCommit'],
  readOnly: { refusal: 'a row is not found by a key alone, but by table and columns' },
  replicasHint: 'pg_stat_replication tells the addresses of standbys, but not the ports that they listen on',
  async connect(url, options, place) {
    const { default: pg } = await optionalClient('pg', () => import('pg'));
    return await checked(
      new PostgresEndpoint(url, place, new pg.Pool(settingsOf(url, options))),
      (endpoint) => endpoint.product(),
    );
  },
};

/** Credentials come from the address, or from where PostgreSQL's own clients take them: PGUSER, PGPASSWORD, ~/.pgpass. */
function settingsOf(url: URL, { synchronousCommit }: StoreOptions): PoolConfig {
  const settings = synchronousCommit === null ? '' : ` -c synchronous_commit=${synchronousCommit}`;
  return {
    connectionString: connectionStringOf(url),
    ...{ application_name: 'gossipscope', max: MOST_CONNECTIONS, idleTimeoutMillis: 0 },
    ...{ connectionTimeoutMillis: ANSWER_LIMIT_MS, query_timeout: ANSWER_LIMIT_MS },
    options: `-c jit=off${settings}`,
  };
}

const SSL_MODES = /^(disable|no-verify|prefer|require|verify-ca|verify-full)$/;

/** @throws {StoreError} where parameters mean another server than the address, or nothing */
function connectionStringOf(url: URL): string {
  const plain = new URL(url);
  const { searchParams } = plain;
  if (['host', 'hostaddr', 'port'].some((name) => searchParams.has(name)))
    throw new StoreError(
      'parameters',
      'host and port stand in the address itself, and in no parameter',
      true,
    );
  const mode = searchParams.get('sslmode');
  if (mode !== null && !SSL_MODES.test(mode))
    throw new StoreError('parameters', 'sslmode is disable, no-verify, require or verify-full', true);
  // The client takes these for the same, and says so on six lines of stderr.
  if (mode !== null && /^(prefer|require|verify-ca)$/.test(mode)) searchParams.set('sslmode', 'verify-full');
  return plain.href;
}

class PostgresEndpoint implements Endpoint {
  readonly name: string;
  readonly #url: URL;
  readonly #table: string;
  readonly #pool: Pool;
  /** Holds the lock. */
  #holder: PoolClient | undefined;

  constructor(url: URL, table: string, pool: Pool) {
    this.#url = url;
    this.#table = table;
    this.#pool = pool;
    this.name = nameOf(url, DEFAULT_PORT);
    // A connection that breaks while nothing is asked on it, or while it holds the lock: the next query opens another.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async read(key: string): Promise<string | undefined> {
    try {
      const rows = await this.#ask<{ value: string }>(
        { name: 'read', text: `SELECT value FROM ${this.#table} WHERE key = $1` },
        [key],
      );
      return rows[0]?.value;
    } catch (error) {
      // A standby that has not come so far yet.
      if (error instanceof StoreError && error.kind === NO_TABLE) return undefined;
      throw error;
    }
  }

  async write(key: string, value: string): Promise<void> {
    const text = `INSERT INTO ${this.#table} (key, value) VALUES ($1, $2)
      ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
    await this.#ask({ name: 'write', text }, [key, value]);
  }

  async isWritable(): Promise<boolean> {
    const rows = await this.#ask<{ is_standby: boolean }>({
      text: 'SELECT pg_is_in_recovery() AS is_standby',
    });
    return rows[0]?.is_standby === false;
  }

  async product(): Promise<string> {
    const rows = await this.#ask<{ server_version: string }>({ text: 'SHOW server_version' });
    return `PostgreSQL ${printable(rows[0]?.server_version.split(' ')[0] ?? '?', 20)}`;
  }

  async claims(replicas: number): Promise<Claims> {
    const rows = await this.#ask<{ level: string; names: string }>({
      text: `SELECT current_setting('synchronous_commit') AS level, current_setting('synchronous_standby_names') AS names`,
    });
    const { level = '?', names = '' } = rows[0] ?? {};
    const waitsFor = synchronousStandbys(names);
    const says =
      waitsFor === 0 || level === 'off' || level === 'local'
        ? `synchronous_commit=${level}, and no standby is waited for`
        : `synchronous_commit=${level}, ${waitsFor === 1 ? 'a standby is' : `${waitsFor} standbys are`} waited for`;
    return { says, neverStale: level === 'remote_apply' && waitsFor >= replicas };
  }

  async replicas(): Promise<readonly string[]> {
    const rows = await this.#ask<{ host: string | null }>({
      text: 'SELECT DISTINCT host(client_addr) AS host FROM pg_stat_replication ORDER BY 1',
    });
    // Where it is another machine, it listens on the same port as a rule.
    return rows.flatMap(({ host }) =>
      host === null || /^(127\.|::1$)/.test(host)
        ? []
        : [sibling(this.#url, host, portOf(this.#url, DEFAULT_PORT))],
    );
  }

  async takePlace(): Promise<void> {
    const holder = await asked(this.#pool.connect());
    this.#holder = holder;
    const deadlineMs = performance.now() + LOCK_WAIT_MS;
    while (!(await this.#locked(holder))) {
      if (performance.now() > deadlineMs) throw inUse(`the table ${this.#table}`);
      await pause(LOCK_POLL_MS);
    }
    await this.#dropOurs();
    await this.#ask({
      text: `CREATE TABLE ${this.#table} (key text PRIMARY KEY, value text NOT NULL) WITH (fillfactor = 50)`,
    });
    await this.#ask({ text: `COMMENT ON TABLE ${this.#table} IS '${OUR_COMMENT}'` });
  }

  async leavePlace(): Promise<void> {
    await this.#dropOurs();
    this.#holder?.release();
    this.#holder = undefined;
  }

  async close(): Promise<void> {
    this.#holder?.release(true);
    this.#holder = undefined;
    await this.#pool.end().catch(() => undefined);
  }

  async #locked(holder: PoolClient): Promise<boolean> {
    const { rows } = await asked(
      holder.query<{ locked: boolean }>('SELECT pg_try_advisory_lock(hashtext($1)) AS locked', [this.#table]),
    );
    return rows[0]?.locked === true;
  }

  /** A table of that name is dropped only if it is one of ours. */
  async #dropOurs(): Promise<void> {
    const rows = await this.#ask<{ known: string | null; comment: string | null }>(
      {
        text: `SELECT to_regclass($1)::text AS known, obj_description(to_regclass($1), 'pg_class') AS comment`,
      },
      [this.#table],
    );
    const { known = null, comment = null } = rows[0] ?? {};
    if (known === null) return;
    if (comment !== OUR_COMMENT) throw notOurs(`a table ${this.#table}`);
    await this.#ask({ text: `DROP TABLE ${this.#table}` });
  }

  /** Each on a connection of its own: nothing waits for a write that waits for a standby. */
  async #ask<R extends object>(
    query: { readonly text: string; readonly name?: string },
    values: readonly string[] = [],
  ): Promise<R[]> {
    const client = await asked(this.#pool.connect());
    try {
      const { rows } = await asked(client.query<R>({ ...query, values: [...values] }));
      client.release();
      return rows;
    } catch (error) {
      // What was not answered in time still holds its connection: that one is closed.
      const isUsable = error instanceof StoreError && error.isRefusal;
      client.release(!isUsable);
      throw error;
    }
  }
}

/** How many standbys a commit waits for: `FIRST 2 (a, b)`, `ANY 1 (*)`, `2 (a, b)`, `a, b`. */
export function synchronousStandbys(names: string): number {
  if (names.trim() === '') return 0;
  const [, count] = /^\s*(?:FIRST\s+|ANY\s+)?(\d+)\s*\(/i.exec(names) ?? [];
  return count === undefined ? 1 : Number(count);
}

/** @throws {StoreError} */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw explained(error as Error & { readonly code?: string; readonly errors?: readonly Error[] });
  }
}

function explained(
  error: Error & { readonly code?: string; readonly errors?: readonly Error[] },
): StoreError {
  const { code = '', errors } = error;
  // A name with several addresses fails with one error for each.
  const message = printable(error.message || (errors?.[0]?.message ?? 'no connection'), 200);
  if (SQLSTATE.test(code)) return new StoreError(KINDS[code] ?? code, message, !UNSURE.test(code));
  if (/timeout/i.test(message)) return new StoreError('timeout', message);
  return new StoreError('unreachable', message, code === 'ECONNREFUSED');
}
