/** A connection to one node of a Cassandra cluster, with no other to turn to, and what its errors mean. */

import { lookup } from 'node:dns/promises';
import type { Client, QueryOptions } from 'cassandra-driver';
import { printable } from '../../base/printable.ts';
import { hostOf, optionalClient, portOf } from '../address.ts';
import { ANSWER_LIMIT_MS, RECONNECT_MS, StoreError } from '../store.ts';

export const CASSANDRA_PORT = 9042;
/** On a busy machine a change of the schema takes seconds. */
const SCHEMA_LIMIT_MS = 30_000;

export class CassandraClient {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** @throws {StoreError} */
  static async connect(url: URL): Promise<CassandraClient> {
    const { default: driver } = await optionalClient('cassandra-driver', () => import('cassandra-driver'));
    const { loadBalancing, reconnection, retry } = driver.policies;
    const address = await addressOf(url);
    const client = new driver.Client({
      contactPoints: [address],
      ...(url.username === ''
        ? {}
        : {
            credentials: {
              username: decodeURIComponent(url.username),
              password: decodeURIComponent(url.password),
            },
          }),
      policies: {
        // Every request goes to this node, and fails where it fails.
        loadBalancing: new loadBalancing.AllowListPolicy(new loadBalancing.RoundRobinPolicy(), [address]),
        reconnection: new reconnection.ConstantReconnectionPolicy(RECONNECT_MS),
        retry: new retry.FallthroughRetryPolicy(),
      },
      isMetadataSyncEnabled: false,
      socketOptions: { connectTimeout: ANSWER_LIMIT_MS, readTimeout: ANSWER_LIMIT_MS },
    });
    const connected = new CassandraClient(client);
    try {
      await asked(client.connect());
    } catch (error) {
      await connected.close();
      throw error;
    }
    return connected;
  }

  /** @throws {StoreError} */
  async ask<R>(
    cql: string,
    values: readonly string[] = [],
    options: QueryOptions = {},
  ): Promise<readonly R[]> {
    // Left to guess, the client takes what looks like a UUID for one.
    const hints = values.map(() => 'text');
    const { rows } = await asked(this.#client.execute(cql, [...values], { hints, ...options }));
    return (rows as unknown as readonly R[] | undefined) ?? [];
  }

  /** Of the schema, on which all nodes have to agree. @throws {StoreError} */
  async change(cql: string): Promise<void> {
    await asked(this.#client.execute(cql, [], { readTimeout: SCHEMA_LIMIT_MS }));
  }

  async close(): Promise<void> {
    await this.#client.shutdown().catch(() => undefined);
  }
}

async function addressOf(url: URL): Promise<string> {
  try {
    const { address, family } = await lookup(hostOf(url));
    return `${family === 6 ? `[${address}]` : address}:${portOf(url, CASSANDRA_PORT)}`;
  } catch (error) {
    throw new StoreError('unreachable', printable((error as Error).message, 200), true);
  }
}

/** What the numbers mean that are met most often. */
const KINDS: Readonly<Record<number, string>> = {
  ...{ 0x0100: 'wrong_password', 0x2100: 'no_permission', 0x1000: 'too_few_nodes', 0x1001: 'overloaded' },
  ...{ 0x1002: 'starting_up', 0x1100: 'write_timeout', 0x1200: 'read_timeout', 0x1500: 'write_failure' },
  ...{ 0x2200: 'invalid' },
};
/** Some node may have done it. */
const UNSURE = [0x0000, 0x1100, 0x1500, 0x1700];

interface DriverFault extends Error {
  readonly code?: number | string;
  /** By node; of one that was not tried it is a text. */
  readonly innerErrors?: Readonly<Record<string, DriverFault | string>>;
}

/** @throws {StoreError} */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw explained(error as DriverFault);
  }
}

function explained(error: DriverFault): StoreError {
  const [inner] = Object.values(error.innerErrors ?? {});
  if (typeof inner === 'string') return new StoreError('unreachable', printable(inner, 200), true);
  if (inner !== undefined) return explained(inner);
  const { name, code } = error;
  const message = printable(error.message, 200);
  if (name === 'AuthenticationError') return new StoreError('wrong_password', message, true);
  if (typeof code === 'number')
    return new StoreError(KINDS[code] ?? `error_${code.toString(16)}`, message, !UNSURE.includes(code));
  if (name === 'OperationTimedOutError') return new StoreError('timeout', message);
  return new StoreError('unreachable', message, code === 'ECONNREFUSED' || name === 'NoHostAvailableError');
}
