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

const CREDENTIALS = /^(wrongpass|noauth|wrong_password|not_allowed|noperm|no_permission)$/;

function adviceFor({ kind, message }: StoreError, store: Store): string {
  if (kind === 'no_client') return '';
  if (CREDENTIALS.test(kind) || /NOAUTH|WRONGPASS|authentication/i.test(message))
    return `. Give name and password in the address (${store.schemes[0] ?? ''}://NAME:PASSWORD@HOST), or where ${store.name}'s own clients take them from the environment`;
  return kind === 'unreachable' || kind === 'timeout' ? `. Is ${store.name} running there?` : '';
}
