/** A key that is looked at, and all that it tells. */

import {
  LookedAtKey,
  type Comparison,
  type KeyChange,
  type ReadVerdict,
} from '../../../src/check/replicas/looked-at-key.ts';
import type { TimeBounds } from '../../../src/base/time-bounds.ts';

interface Told {
  readonly key: LookedAtKey;
  readonly changes: KeyChange[];
  readonly verdicts: ReadVerdict[];
  readonly shown: { replica: number; change: KeyChange; visible: TimeBounds }[];
  readonly everywhere: TimeBounds[];
  readonly untimed: number[];
  readonly dropped: KeyChange[];
  /** A look at the primary, or a read at the replica of this number, that takes 1 ms. */
  readonly look: (atMs: number, version?: string) => void;
  readonly read: (atMs: number, version?: string, replica?: number) => void;
}

export function lookedAt(replicas = 1, compares: Comparison = 'revisions'): Told {
  const told = { changes: [], verdicts: [], shown: [], everywhere: [], untimed: [], dropped: [] } as Omit<
    Told,
    'key' | 'look' | 'read'
  >;
  const key = new LookedAtKey(replicas, compares, {
    changed: (change) => told.changes.push(change),
    read: (_, verdict) => told.verdicts.push(verdict),
    shown: (replica, change, visible) => told.shown.push({ replica, change, visible }),
    untimed: (replica) => told.untimed.push(replica),
    shownEverywhere: (_, visible) => told.everywhere.push(visible),
    dropped: (change) => told.dropped.push(change),
  });
  const at = (beganAtMs: number, version?: string) => ({ version, beganAtMs, endedAtMs: beganAtMs + 1 });
  return {
    ...{ ...told, key, look: (atMs, version) => key.look(at(atMs, version)) },
    read: (atMs, version, replica = 0) => key.read(replica, at(atMs, version)),
  };
}
