/** Connects to the target and to each replica, and says in one line what is wrong where that fails. */

import { withoutCredentials } from './address.ts';
import { StoreError, TargetFailure, type Endpoint, type Store, type StoreOptions } from './store.ts';

export interface ConnectOptions {
  readonly store: Store;
  readonly settings: StoreOptions & { readonly prefix: string };
  /** With credentials. */
  readonly target: string;
  /** Empty: those that the store tells. */
  readonly replicas: readonly string[];
}

export interface Connected {
  readonly writer: Endpoint;
  readonly replicas: readonly Endpoint[];
  close(): Promise<void>;
}

/** @throws {TargetFailure} */
export async function connectAll(options: ConnectOptions): Promise<Connected> {
  const open: Endpoint[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(open.map((one) => one.close()));
  };
  try {
    const writer = await connectTo(options.target, options);
    open.push(writer);
    const addresses = await replicasOf(writer, options);
    const replicas: Endpoint[] = [];
    for (const address of addresses) {
      const replica = await connectTo(address, options);
      open.push(replica);
      replicas.push(replica);
    }
    return { writer, replicas, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function connectTo(address: string, { store, settings }: ConnectOptions): Promise<Endpoint> {
  try {
    return await store.connect(new URL(address), settings, settings.prefix);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new TargetFailure(
      `${withoutCredentials(address)}: ${error.message.replace(/\.$/, '')}${adviceFor(error, store)}`,
    );
  }
}

async function replicasOf(writer: Endpoint, { replicas, store }: ConnectOptions): Promise<readonly string[]> {
  if (replicas.length > 0) return replicas;
  const found = await writer.replicas();
  if (found.length > 0) return found;
  throw new TargetFailure(
    `${writer.name} has no replica to read: ${store.replicasHint}. Name each with --replica ${store.schemes[0] ?? ''}://HOST:PORT`,
  );
}

/** @throws {TargetFailure} where it is not given: with the server's name, and with what to do */
export async function takePlaceAt(writer: Endpoint, keys: readonly string[], store: Store): Promise<void> {
  try {
    await writer.takePlace(keys);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new TargetFailure(`${writer.name}: ${error.message.replace(/\.$/, '')}${adviceFor(error, store)}`);
  }
}

const READ_ONLY = /^(readonly|read_only)$/;
const CREDENTIALS = /^(wrongpass|noauth|wrong_password|not_allowed)$/;
const UNKNOWN_USER = /NOAUTH|WRONGPASS|authentication (failed|required)|user name is empty/i;

function adviceFor({ kind, message }: StoreError, store: Store): string {
  if (kind === 'no_client') return '';
  if (READ_ONLY.test(kind)) return '. Name the server that takes writes with --target';
  if (/^(moved|clusterdown)$/.test(kind))
    return '. It is a node of a cluster: valkey-cluster:// measures its gossip';
  if (/^(noperm|no_permission)$/.test(kind))
    return '. Allow it to this user, or name another one in the address';
  if (CREDENTIALS.test(kind) || UNKNOWN_USER.test(message))
    return `. Give name and password in the address (${store.schemes[0] ?? ''}://NAME:PASSWORD@HOST), or in the environment as docs/stores.md says`;
  return kind === 'unreachable' || kind === 'timeout' ? `. Is ${store.name} running there?` : '';
}
