/** Which acknowledged writes are gone, and which of them were only where memory was lost: no promise is broken by those. */

import type { Key } from '../../protocol/names.ts';
import type { KeyTruth, TrueWrite } from './key-truth.ts';

/** What is known of the replicas. */
export interface Holders {
  readonly writes: readonly TrueWrite[];
  readonly keys: ReadonlyMap<Key, KeyTruth>;
  /** The present lives of all nodes. */
  readonly slots: readonly number[];
}

/** Writes that a node that remembers them, or their origin, has held, and some replica is behind of. */
export function lostWrites({ writes, keys, slots }: Holders): TrueWrite[] {
  return writes.filter((write) =>
    write.keys.some((name) => {
      const key = keys.get(name);
      // Of a transaction, some keys may have been overwritten by writes that perished.
      const isRemembered = !write.orphaned || key?.isHeldBy(slots, write) === true;
      return isRemembered && key?.isBehind(slots, write) === true;
    }),
  );
}

/** Writes that were only where memory was lost. */
export function perishedWrites({ writes, keys, slots }: Holders): TrueWrite[] {
  return writes.filter(
    (write) => write.orphaned && write.keys.every((name) => keys.get(name)?.isHeldBy(slots, write) !== true),
  );
}

/** Of these, the ones that nothing later stands in for. */
export function missedWrites(holders: Holders): TrueWrite[] {
  return perishedWrites(holders).filter((write) =>
    write.keys.some((name) => {
      const key = holders.keys.get(name);
      return key?.isBehind(holders.slots, write) === true && !key.wasCarriedOn(write);
    }),
  );
}
