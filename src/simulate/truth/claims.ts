/**
 * Safety: what a replica claims to hold it holds, or a later version of each of its keys. Nobody repairs what hides behind a
 * false claim.
 */

import { compareVersions } from '../../core/store/dot.ts';
import type { VirtualNode } from '../world/virtual-node.ts';
import type { Key } from '../../protocol/names.ts';
import { dotName } from '../../protocol/names.ts';
import type { KeyTruth, TrueWrite } from './key-truth.ts';

interface Known {
  readonly writes: readonly TrueWrite[];
  readonly keys: ReadonlyMap<Key, KeyTruth>;
}

/** What is wrong with the claims of one replica, in words. */
export function* falseClaims({ name, server }: VirtualNode, { writes, keys }: Known): Generator<string> {
  const { replica } = server;
  if (replica === undefined) return;
  for (const write of writes) {
    if (!replica.claims(write.origin, write.seq)) continue;
    const missing = write.keys.find((key) => {
      // Nobody needs to hold anything of it.
      if (keys.get(key)?.isForgotten(write) === true) return false;
      const held = replica.versionOf(key);
      return held === undefined || compareVersions(held, write) < 0;
    });
    if (missing === undefined) continue;
    const dot = dotName(write.origin, write.seq);
    yield `${name} claims to hold ${dot} of key ${JSON.stringify(missing)}, and does not`;
  }
}
