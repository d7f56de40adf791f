/** The services that run beside a cluster, by the names under which nodes ask them. */

import type { Prng } from '../../base/prng.ts';
import { EventualStore } from './eventual.ts';
import { LinearizableStore } from './linearizable.ts';
import { SequentialStore } from './sequential.ts';
import type { Service } from './service.ts';
import { TimestampOracle } from './timestamps.ts';

const MAKERS = {
  'lin-kv': () => new LinearizableStore(),
  'seq-kv': (rng: Prng) => new SequentialStore(rng),
  'lww-kv': (rng: Prng) => new EventualStore(rng),
  'lin-tso': () => new TimestampOracle(),
} as const satisfies Record<string, (rng: Prng) => Service>;

export const SERVICE_NAMES = Object.keys(MAKERS);

/** Fresh ones. What is random about them comes from the seed. */
export function openServices(rng: Prng): ReadonlyMap<string, Service> {
  return new Map(Object.entries(MAKERS).map(([name, make]) => [name, make(rng.fork(name))]));
}
