/**
 * What a store has to be able to do, so that its replication can be measured. One file in `stores/` for each store implements it, and
 * one line in `stores.ts` makes it known.
 *
 * Begin here. `bench-target.ts` runs all that was asked for, `run.ts` one scenario; `writer.ts` and `reader.ts` are its clients, and
 * `src/check/replicas/` judges what they saw. `link.ts` is the network between primary and replica.
 */

import type { Comparison } from '../check/replicas/looked-at-key.ts';

/** What a write waits for, and how fresh a read has to be: each store has its own words for that. */
export interface StoreOptions {
  /** Redis and Valkey: so many replicas have to confirm a write. */
  readonly wait: number;
  /** PostgreSQL; null: as the server has it. */
  readonly synchronousCommit: string | null;
  /** MariaDB; null: as the server has it. */
  readonly semiSync: string | null;
  /** Cassandra; null: one. */
  readonly consistency: string | null;
  /** etcd, NATS; null: what the server that is asked holds. */
  readonly reads: string | null;
}

/** What is promised with these options. */
export interface Claims {
  /** In a few words, for people. */
  readonly says: string;
  /** No read at any replica is stale: one that is fails the run. */
  readonly neverStale: boolean;
}

/** A server that was connected to. It reconnects by itself; what is asked meanwhile fails. */
export interface Endpoint {
  /** `host:port`. */
  readonly name: string;
  /** Undefined: there is no such key. @throws {StoreError} */
  read(key: string): Promise<string | undefined>;
  /** What the store holds, where a server may answer a read with less even while it takes writes. @throws {StoreError} */
  latest?(key: string): Promise<string | undefined>;
  /**
   * What a key holds that others write, without writing: a word that is the same for the same, and no word of the value. Undefined: there
   * is no such key. It is there where the store's `readOnly` says how it compares.
   * @param from replica: what this server itself holds @throws {StoreError} primary: also where it is not the one that takes writes
   */
  look?(key: string, from: 'primary' | 'replica'): Promise<string | undefined>;
  /** Resolves when the store acknowledges it. @throws {StoreError} */
  write(key: string, value: string): Promise<void>;
  /** Whether it takes writes now. @throws {StoreError} */
  isWritable(): Promise<boolean>;
  /** Name and version, such as `Redis 7.0.15`. @throws {StoreError} */
  product(): Promise<string>;
  /** @param replicas how many are read. @throws {StoreError} */
  claims(replicas: number): Promise<Claims>;
  /** Addresses of its replicas, as far as it tells them. @throws {StoreError} */
  replicas(): Promise<readonly string[]>;
  /**
   * Makes the place that the keys are written to, and removes what an earlier run may have left there.
   * @throws {StoreError} where another run uses it
   */
  takePlace(keys: readonly string[]): Promise<void>;
  /** Removes all that was written. @throws {StoreError} */
  leavePlace(keys: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** How what a key of others holds is told from what it held before. Or why such keys are not looked at. */
export type ReadOnly = { readonly compares: Comparison } | { readonly refusal: string };

export interface Store {
  readonly name: string;
  /** Of addresses, without the colon. */
  readonly schemes: readonly string[];
  readonly defaultPort: number;
  /** What an address may have behind the host and the port; absent: nothing. */
  readonly behindHost?: RegExp;
  /** Those that mean something to it. */
  readonly options: readonly (keyof StoreOptions)[];
  /** Its words for what a read asks for, with the option `reads`. */
  readonly reads?: readonly string[];
  readonly readOnly: ReadOnly;
  /** What to do where it does not tell its replicas. */
  readonly replicasHint: string;
  /** @param place the name of what is its own: a prefix of keys, or a table. @throws {StoreError} */
  connect(url: URL, options: StoreOptions, place: string): Promise<Endpoint>;
}

/** The endpoint, if it is what it has to be; otherwise nothing of it stays open. @throws {StoreError} */
export async function checked<E extends Endpoint>(
  endpoint: E,
  check: (endpoint: E) => Promise<unknown>,
): Promise<E> {
  try {
    await check(endpoint);
    return endpoint;
  } catch (error) {
    await endpoint.close();
    throw error;
  }
}

/** What a store answered instead of doing it, or why it did not answer. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** A short word for tables: `readonly`, `timeout`. */
  readonly kind: string;
  /** The store has certainly not done it. */
  readonly isRefusal: boolean;

  constructor(kind: string, message: string, isRefusal = false) {
    super(message);
    this.kind = kind;
    this.isRefusal = isRefusal;
  }
}

/** A run that could not be made, for a reason that its message says in full. */
export class TargetFailure extends Error {
  override readonly name = 'TargetFailure';
}

/** A request that is not answered within this time has failed. */
export const ANSWER_LIMIT_MS = 5_000;
/** From one attempt to connect again to the next. */
export const RECONNECT_MS = 100;
