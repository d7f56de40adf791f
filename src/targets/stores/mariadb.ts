/**
 * MariaDB: a primary and replicas that apply its binary log. `--semi-sync` says what a commit waits for: see `semi-sync.ts`.
 *
 * Its place is a table of its own. A named lock, which ends with the connection, says whether another run uses it; what a run that was
 * killed has left is recognised by its comment, and dropped by the next one.
 */

import type { Connection } from 'mariadb';
import { printable } from '../../base/printable.ts';
import { nameOf, portOf, sibling } from '../address.ts';
import { asked, ended, mariadbClient, MARIADB_PORT, type MariadbClient } from '../clients/mariadb-client.ts';
import { inUse, notOurs, OUR_COMMENT } from '../place-lock.ts';
import { putBack, semiSyncOf, semiSyncReplicas, settingIn, settingOf, turnSemiSync } from '../semi-sync.ts';
import { checked, StoreError, type Claims, type Endpoint, type Store, type StoreOptions } from '../store.ts';

/** The server takes a moment to notice that a connection has ended, and with it its lock. */
const LOCK_WAIT_S = 1;

export const mariadb: Store = {
  name: 'MariaDB',
  schemes: ['mariadb', 'mariadbs', 'mysql', 'mysqls'],
  defaultPort: MARIADB_PORT,
  behindHost: /^(\/[^/]*)?(\?.*)?$/,
  options: ['semiSync'],
  readOnly: { refusal: 'a row is not found by a key alone, but by table and columns' },
  replicasHint:
    'SHOW REPLICA HOSTS names only those that have report_host set, and only to users with REPLICATION MASTER ADMIN',
  async connect(url, options, place) {
    const client = await mariadbClient(url);
    return await checked(new MariadbEndpoint(url, options, place, client), (endpoint) => endpoint.product());
  },
};

class MariadbEndpoint implements Endpoint {
  readonly name: string;
  readonly #url: URL;
  readonly #options: StoreOptions;
  readonly #table: string;
  readonly #client: MariadbClient;
  /** Holds the lock. */
  #holder: Connection | undefined;

  constructor(url: URL, options: StoreOptions, table: string, client: MariadbClient) {
    this.#url = url;
    this.#options = options;
    this.#table = table;
    this.#client = client;
    this.name = nameOf(url, MARIADB_PORT);
  }

  async read(key: string): Promise<string | undefined> {
    const sql = `SELECT value FROM \`${this.#table}\` WHERE name = ?`;
    try {
      const [row] = await this.#client.ask<{ value: string }>(sql, [key]);
      return row?.value;
    } catch (error) {
      // A replica that has not come so far yet.
      if (error instanceof StoreError && error.kind === 'no_table') return undefined;
      throw error;
    }
  }

  async write(key: string, value: string): Promise<void> {
    const sql = `INSERT INTO \`${this.#table}\` (name, value) VALUES (?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value)`;
    await this.#client.ask(sql, [key, value]);
  }

  /** A replica that somebody forgot to make read-only would take them, and break. */
  async isWritable(): Promise<boolean> {
    const [row] = await this.#client.ask<{ is_read_only: number | string }>(
      'SELECT @@GLOBAL.read_only AS is_read_only',
    );
    return /^(0|OFF)$/.test(String(row?.is_read_only)) && !(await this.#isFollowing());
  }

  async product(): Promise<string> {
    const [row] = await this.#client.ask<{ version: string }>('SELECT VERSION() AS version');
    const { version = '?' } = row ?? {};
    const number = printable(version.split('-')[0] ?? '?', 20);
    if (version.includes('MariaDB')) return `MariaDB ${number}`;
    throw new StoreError(
      'not_mariadb',
      `it says that it is version ${number}, and not of MariaDB. Other servers have other commands for their replication`,
    );
  }

  async claims(): Promise<Claims> {
    const { isOn, waitPoint } = await semiSyncOf(this.#client);
    const waits = isOn && (await semiSyncReplicas(this.#client)) > 0;
    const says = waits
      ? `acknowledged when a replica has received it, and may not have applied it (semi-synchronous, ${waitPoint})`
      : 'acknowledged by the primary alone';
    return { says, neverStale: false };
  }

  async replicas(): Promise<readonly string[]> {
    const told = await allowed(this.#client.ask<{ Host: string; Port: number }>('SHOW REPLICA HOSTS'));
    const named = told.filter(({ Host }) => Host !== '');
    if (named.length > 0) return named.map(({ Host, Port }) => sibling(this.#url, Host, Port));
    const rows = await this.#client.ask<{ host: string }>(
      "SELECT DISTINCT host FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%' ORDER BY 1",
    );
    // Where it is another machine, it listens on the same port as a rule.
    const hosts = new Set(rows.map(({ host }) => host.replace(/:\d+$/, '')));
    return [...hosts].flatMap((host) =>
      /^(localhost|127\.|::1$)/.test(host) ? [] : [sibling(this.#url, host, portOf(this.#url, MARIADB_PORT))],
    );
  }

  async takePlace(): Promise<void> {
    // One that may write to a read-only server would.
    if (!(await this.isWritable()))
      throw new StoreError('read_only', 'it is read-only, or follows another server', true);
    await this.#lock();
    await this.#dropOurs();
    const { semiSync } = this.#options;
    const before =
      semiSync === null ? '' : ` (${settingOf(await semiSyncOf(this.#client), await this.#server())})`;
    await this.#client.ask(
      `CREATE TABLE \`${this.#table}\` (name varchar(64) PRIMARY KEY, value mediumtext NOT NULL)
        ENGINE = InnoDB, CHARACTER SET = ascii, COMMENT = '${OUR_COMMENT}${before}'`,
    );
    if (semiSync === null) return;
    try {
      await turnSemiSync(this.#client, semiSync);
    } catch (error) {
      await this.#dropOurs();
      throw error;
    }
  }

  async leavePlace(): Promise<void> {
    await this.#dropOurs();
    const holder = this.#holder;
    this.#holder = undefined;
    if (holder !== undefined) await ended(holder);
  }

  async close(): Promise<void> {
    // The server may not answer any more.
    this.#holder?.destroy();
    this.#holder = undefined;
    await this.#client.close();
  }

  async #lock(): Promise<void> {
    this.#holder = await this.#client.keep();
    const sql = "SELECT GET_LOCK(SHA1(CONCAT(DATABASE(), '.', ?)), ?) AS is_ours";
    const answer = this.#holder.query<{ is_ours: number }[]>(sql, [this.#table, LOCK_WAIT_S]);
    const [row] = await asked(answer);
    if (Number(row?.is_ours) !== 1) throw inUse(`the table ${this.#table}`);
  }

  /** A table of that name is dropped only if it is one of ours. */
  async #dropOurs(): Promise<void> {
    const [row] = await this.#client.ask<{ comment: string }>(
      `SELECT table_comment AS comment FROM information_schema.tables
        WHERE table_schema = DATABASE() AND table_name = ?`,
      [this.#table],
    );
    if (row === undefined) return;
    if (!row.comment.startsWith(OUR_COMMENT)) throw notOurs(`a table ${this.#table}`);
    const before = settingIn(row.comment, await this.#server());
    if (before !== undefined) await putBack(this.#client, before);
    await this.#client.ask(`DROP TABLE \`${this.#table}\``);
  }

  async #server(): Promise<number> {
    const [row] = await this.#client.ask<{ id: number }>('SELECT @@server_id AS id');
    return Number(row?.id);
  }

  async #isFollowing(): Promise<boolean> {
    const channels = await allowed(
      this.#client.ask<{ Slave_IO_Running: string; Slave_SQL_Running: string }>('SHOW ALL SLAVES STATUS'),
    );
    return channels.some((one) => one.Slave_IO_Running !== 'No' || one.Slave_SQL_Running !== 'No');
  }
}

/** Nothing, where the user may not know. */
async function allowed<T>(rows: Promise<T[]>): Promise<T[]> {
  try {
    return await rows;
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'no_permission') return [];
    throw error;
  }
}
