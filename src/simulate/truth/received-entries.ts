/** Entries that came to replicas, each time that they came: nodes have to count them, whatever they make of them. */

import { compareVersions } from '../../core/store/dot.ts';
import type { Replica } from '../../core/replica.ts';
import type { WireEntry } from '../../protocol/gossip.ts';

export class ReceivedEntries {
  /** What nodes have counted is at least and at most this. */
  lo = 0;
  hi = 0;

  /**
   * An entry whose value was overwritten on its way counts where the later version is held; else it has to come again.
   * @param replica after it took the entry's message in
   */
  add([origin, , clockUs, , , writes]: WireEntry, replica: Pick<Replica, 'versionOf'>): void {
    const isWhole = writes.every((write) => write.length === 2);
    const isHeld = writes.every(([key]) => {
      const held = replica.versionOf(key);
      return held !== undefined && compareVersions(held, { origin, clockUs }) >= 0;
    });
    if (isWhole || (isHeld && writes.length === 1)) this.lo++;
    // Of several keys, one may be held, and another one come later in the same message.
    if (isWhole || isHeld || writes.length > 1) this.hi++;
  }
}
