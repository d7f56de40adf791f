/** Connections to servers that speak the protocol of Redis, for all adapters that ask such servers, and what their errors mean. */

import type { Redis, RedisOptions } from 'ioredis';
import { printable } from '../../base/printable.ts';
import { hostOf, optionalClient, passwordOf, portOf } from '../address.ts';
import { reasonOf } from './reason.ts';
import { ANSWER_LIMIT_MS, RECONNECT_MS, StoreError } from '../store.ts';

export const REDIS_PORT = 6379;

/** @throws {StoreError} */
export async function openRedis(url: URL): Promise<Redis> {
  const { Redis } = await optionalClient('ioredis', () => import('ioredis'));
  const client = await connected(new Redis(settingsOf(url)));
  // The client would go on in database 0 where the server has no such one.
  const { db } = client.options;
  if (db !== undefined && db > 0)
    await asked(client.select(db)).catch((error: unknown) => {
      client.disconnect();
      throw error;
    });
  return client;
}

/** What the server says it is, from its INFO. */
export async function redisProduct(client: Redis): Promise<string> {
  const told = factsIn(await asked(client.info('server')));
  const valkey = told.get('valkey_version');
  return valkey === undefined
    ? `Redis ${printable(told.get('redis_version') ?? '?', 20)}`
    : `Valkey ${printable(valkey, 20)}`;
}

/** Schemes of addresses that are reached over TLS. */
const TLS = /^(rediss|valkeys)\b/;

function settingsOf(url: URL): Omit<RedisOptions, 'replyMapping'> {
  const database = Number(url.pathname.slice(1));
  const password = passwordOf(url, 'REDISCLI_AUTH');
  return {
    host: hostOf(url),
    port: portOf(url, REDIS_PORT),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(password === undefined ? {} : { password }),
    ...(database > 0 ? { db: database } : {}),
    ...(TLS.test(url.protocol) ? { tls: {} } : {}),
    // Older servers know no other.
    protocol: 2,
    ...{ connectionName: 'gossipscope', lazyConnect: true, connectTimeout: ANSWER_LIMIT_MS },
    // What is asked while there is no connection fails at once, and nothing is sent twice.
    ...{ enableOfflineQueue: false, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: null },
    ...{ commandTimeout: ANSWER_LIMIT_MS, retryStrategy: () => RECONNECT_MS },
  };
}

/** @throws {StoreError} */
async function connected(client: Redis): Promise<Redis> {
  let reason = 'it does not answer';
  // While it reconnects, each attempt that fails is told here: what is asked meanwhile says so as well.
  client.on('error', ({ message }: Error) => {
    if (!message.includes('enableOfflineQueue')) reason = message;
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.disconnect();
    const { message } = error as Error;
    // Words of the client's for an attempt that failed: why it did was told before.
    const isSaid = message === 'Connection is closed.' || message.includes('enableOfflineQueue');
    throw new StoreError('unreachable', reasonOf(isSaid ? reason : message));
  }
}

/** Lines of INFO. */
export function factsIn(info: string): Map<string, string> {
  return new Map(
    info.split(/\r?\n/).flatMap((line): [string, string][] => {
      const at = line.indexOf(':');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
}

/** @throws {StoreError} */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw explained(error as Error);
  }
}

/** What the server refuses begins with a word for it: `READONLY You can't write against a read only replica.` */
function explained(error: Error): StoreError {
  if (error instanceof StoreError) return error;
  const message = reasonOf(error.message);
  const refusal = /^(-?[A-Z]{2,}) /.exec(message)?.[1];
  if (error.name === 'ReplyError') return new StoreError((refusal ?? 'refused').toLowerCase(), message, true);
  if (message === 'Command timed out') return new StoreError('timeout', message);
  // It was never sent.
  const isUnsent = message.includes('enableOfflineQueue');
  return new StoreError('unreachable', isUnsent ? 'not connected' : message, isUnsent);
}
