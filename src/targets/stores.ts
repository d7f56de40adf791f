/** The stores that can be measured: the one place where each is named. */

import { cassandra } from './stores/cassandra.ts';
import { etcd } from './stores/etcd.ts';
import { gossipscope } from './stores/gossipscope.ts';
import { mariadb } from './stores/mariadb.ts';
import { nats } from './stores/nats.ts';
import { postgres } from './stores/postgres.ts';
import { redis } from './stores/redis.ts';
import { valkeyCluster } from './stores/valkey-cluster.ts';
import type { Store } from './store.ts';

export const STORES: readonly Store[] = [
  redis,
  valkeyCluster,
  postgres,
  mariadb,
  cassandra,
  etcd,
  nats,
  gossipscope,
];

/** Undefined: there is no store for addresses of this kind. */
export function storeFor(address: string): Store | undefined {
  if (!URL.canParse(address)) return undefined;
  const scheme = new URL(address).protocol.replace(/:$/, '');
  return STORES.find(({ schemes }) => schemes.includes(scheme));
}
