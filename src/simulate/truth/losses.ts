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
export function lostWrites(holders: Holders): TrueWrite[] {
  return holders.writes.filter((write) => isBehind(write, holders) && !isPerished(write, holders));
}

/** Writes that were only where memory was lost. */
export function perishedWrites(holders: Holders): TrueWrite[] {
  return holders.writes.filter((write) => isPerished(write, holders));
}

/** Of these, the ones that nothing later stands in for. */
export function missedWrites(holders: Holders): TrueWrite[] {
  return perishedWrites(holders).filter((write) => isBehind(write, holders));
}

/** Whether some replica holds an earlier version of one of its keys. */
function isBehind(write: TrueWrite, { keys, slots }: Holders): boolean {
  return write.keys.some((name) => keys.get(name)?.isBehind(slots, write) === true);
}

function isPerished(write: TrueWrite, { keys, slots }: Holders): boolean {
  return write.orphaned && write.keys.every((name) => keys.get(name)?.isHeldBy(slots, write) !== true);
}
