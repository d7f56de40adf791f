/** Entries that came to replicas, each time that they came: nodes have to count them, whatever they make of them. */

import { compareVersions } from '../../core/store/dot.ts';
import type { Replica } from '../../core/replica.ts';
import type { WireEntry, WireWrite } from '../../protocol/gossip.ts';

export class ReceivedEntries {
  /** What nodes have counted is at least and at most this. */
  lo = 0;
  hi = 0;

  /**
   * An entry whose value was overwritten on its way counts where the later version is held; else it has to come again.
   * @param entries of one message
   * @param replica after it took them in
   * @param late how many it left out because they came too late: it counts them, too
   */
  add(entries: readonly WireEntry[], replica: Pick<Replica, 'versionOf' | 'claims'>, late: number): void {
    // One that brings some of its values may bring the later version of another, too late for that one to count.
    const isMixed = entries.some(([, , , , , writes]) => writes.length > 1 && !isWhole(writes));
    for (const entry of entries) this.#addOne(entry, isMixed, replica);
    if (isMixed) this.hi += late;
  }

  #addOne(
    [origin, seq, clockUs, , , writes]: WireEntry,
    isMixed: boolean,
    replica: Pick<Replica, 'versionOf' | 'claims'>,
  ): void {
    // Nearly all are: the replica is not looked into for them.
    if (isWhole(writes)) {
      this.lo++;
      this.hi++;
      return;
    }
    const isHeld = writes.every(([key]) => {
      const held = replica.versionOf(key);
      return held !== undefined && compareVersions(held, { origin, clockUs }) >= 0;
    });
    if (isHeld && !isMixed) this.lo++;
    // Of several keys, one may be held, and another one come later in the same message.
    // It may have been known, and its key deleted and forgotten since.
    const mayBeKnown = replica.claims(origin, seq);
    if (isHeld || mayBeKnown || writes.length > 1) this.hi++;
  }
}

function isWhole(writes: readonly WireWrite[]): boolean {
  return writes.every((write) => write.length === 2);
}
