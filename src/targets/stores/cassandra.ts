/**
 * Cassandra: nodes without a leader, each of which takes writes. `--consistency` says how many of them a write or a read waits for: `one`, or
 * a `quorum`.
 *
 * Its place is a keyspace of its own, which all nodes hold, five of a data center at most. Values in it expire after ten minutes, a lock after
 * five seconds.
 */

import { randomUUID } from 'node:crypto';
import { printable } from '../../base/printable.ts';
import { nameOf, sibling } from '../address.ts';
import { CASSANDRA_PORT, CassandraClient } from '../clients/cassandra-client.ts';
import { BEAT_POLL_MS, Beats, holdPlace, notOurs, OUR_COMMENT } from '../place-lock.ts';
import { StoreError, type Claims, type Endpoint, type Store, type StoreOptions } from '../store.ts';

const MOST_COPIES = 5;
const KEY_LIFE_S = 600;
const LOCK_LIFE_S = 5;

/** As the protocol counts them. */
const CONSISTENCIES = { one: 0x01, quorum: 0x04, serial: 0x08 } as const;
const LEVELS: Readonly<Record<string, number>> = CONSISTENCIES;

export const cassandra: Store = {
  name: 'Cassandra',
  schemes: ['cassandra'],
  defaultPort: CASSANDRA_PORT,
  options: ['consistency'],
  readOnly: { refusal: 'a row is not found by a key alone, but by table and columns' },
  replicasHint: 'system.peers_v2 names no other node',
  async connect(url, options, place) {
    return new CassandraEndpoint(url, options, place, await CassandraClient.connect(url));
  },
};

class CassandraEndpoint implements Endpoint {
  readonly name: string;
  readonly #url: URL;
  readonly #options: StoreOptions;
  readonly #place: string;
  readonly #client: CassandraClient;
  readonly #id = randomUUID();
  #beats: Beats | undefined;

  constructor(url: URL, options: StoreOptions, place: string, client: CassandraClient) {
    this.#url = url;
    this.#options = options;
    this.#place = place;
    this.#client = client;
    this.name = nameOf(url, CASSANDRA_PORT);
  }

  async read(key: string): Promise<string | undefined> {
    const cql = `SELECT value FROM ${this.#keyspace}.kv WHERE name = ?`;
    try {
      const [row] = await this.#client.ask<{ value: string }>(cql, [key], { consistency: this.#level });
      return row?.value;
    } catch (error) {
      // A node that has not heard of the table yet, or has it no more.
      if (error instanceof StoreError && /does not exist|unconfigured table/.test(error.message))
        return undefined;
      throw error;
    }
  }

  async write(key: string, value: string): Promise<void> {
    const cql = `INSERT INTO ${this.#keyspace}.kv (name, value) VALUES (?, ?)`;
    await this.#client.ask(cql, [key, value], { consistency: this.#level });
  }

  /** Every node takes writes. */
  async isWritable(): Promise<boolean> {
    await this.product();
    return true;
  }

  async product(): Promise<string> {
    const [row] = await this.#client.ask<{ release_version: string }>(
      'SELECT release_version FROM system.local',
    );
    return `Cassandra ${printable(row?.release_version ?? '?', 20)}`;
  }

  claims(): Promise<Claims> {
    const isQuorum = this.#options.consistency === 'quorum';
    return Promise.resolve(
      isQuorum
        ? { says: 'writes and reads ask a majority (QUORUM)', neverStale: true }
        : { says: 'acknowledged by one node; a read takes what one holds (ONE)', neverStale: false },
    );
  }

  async replicas(): Promise<readonly string[]> {
    const rows = await this.#client.ask<{ native_address: unknown; native_port: number }>(
      'SELECT native_address, native_port FROM system.peers_v2',
    );
    return rows
      .map((row) => sibling(this.#url, String(row.native_address), row.native_port))
      .sort((a, b) => a.localeCompare(b));
  }

  async takePlace(): Promise<void> {
    await this.#makeKeyspace();
    await holdPlace(`the keyspace ${this.#place}`, {
      take: () => this.#lock(),
      left: () => this.#lockLeftS(),
      pollMs: BEAT_POLL_MS,
    });
    this.#beats = new Beats(() => this.#keepLock());
    // What another run has left may still be on its way to a node: a table that is made anew is another one.
    await this.#client.change(`DROP TABLE IF EXISTS ${this.#keyspace}.kv`);
    await this.#client.change(`CREATE TABLE ${this.#keyspace}.kv (name text PRIMARY KEY, value text)
        WITH default_time_to_live = ${KEY_LIFE_S} AND allow_auto_snapshot = false`);
  }

  async leavePlace(): Promise<void> {
    await this.#beats?.stop();
    await this.#client.change(`DROP KEYSPACE IF EXISTS ${this.#keyspace}`);
  }

  async close(): Promise<void> {
    await this.#beats?.stop();
    await this.#client.close();
  }

  /** As CQL has names that may be words of its own. */
  get #keyspace(): string {
    return `"${this.#place}"`;
  }

  get #level(): number {
    return LEVELS[this.#options.consistency ?? 'one'] ?? CONSISTENCIES.one;
  }

  /** One that is there already is used if it is one of ours. */
  async #makeKeyspace(): Promise<void> {
    const [lock] = await this.#client.ask<{ comment: string }>(
      "SELECT comment FROM system_schema.tables WHERE keyspace_name = ? AND table_name = 'lock'",
      [this.#place],
    );
    const [keyspace] = await this.#client.ask(
      'SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?',
      [this.#place],
    );
    if (keyspace !== undefined && lock?.comment !== OUR_COMMENT) throw notOurs(`a keyspace ${this.#place}`);
    if (keyspace !== undefined) return;
    await this.#client.change(
      `CREATE KEYSPACE ${this.#keyspace} WITH replication = ${await this.#replication()}`,
    );
    await this.#client.change(`CREATE TABLE ${this.#keyspace}.lock (name text PRIMARY KEY, value text)
        WITH comment = '${OUR_COMMENT}' AND allow_auto_snapshot = false`);
  }

  /** As many copies as there are nodes, so that each holds one. */
  async #replication(): Promise<string> {
    const own = await this.#client.ask<{ data_center: string }>('SELECT data_center FROM system.local');
    const others = await this.#client.ask<{ data_center: string }>('SELECT data_center FROM system.peers_v2');
    const copies = new Map<string, number>();
    for (const { data_center: center } of [...own, ...others])
      copies.set(center, Math.min((copies.get(center) ?? 0) + 1, MOST_COPIES));
    const listed = [...copies].map(([center, count]) => `'${center.replaceAll("'", "''")}': ${count}`);
    return `{'class': 'NetworkTopologyStrategy', ${listed.join(', ')}}`;
  }

  async #lock(): Promise<boolean> {
    const cql = `INSERT INTO ${this.#keyspace}.lock (name, value) VALUES ('lock', ?) IF NOT EXISTS USING TTL ${LOCK_LIFE_S}`;
    const [row] = await this.#client.ask<{ '[applied]': boolean }>(cql, [this.#id]);
    return row?.['[applied]'] === true;
  }

  async #keepLock(): Promise<void> {
    const cql = `UPDATE ${this.#keyspace}.lock USING TTL ${LOCK_LIFE_S} SET value = ? WHERE name = 'lock' IF value = ?`;
    await this.#client.ask(cql, [this.#id, this.#id]);
  }

  async #lockLeftS(): Promise<number> {
    const cql = `SELECT TTL(value) AS left FROM ${this.#keyspace}.lock WHERE name = 'lock'`;
    const [row] = await this.#client.ask<{ left: number | null }>(cql, [], {
      consistency: CONSISTENCIES.serial,
    });
    return row?.left ?? 0;
  }
}
