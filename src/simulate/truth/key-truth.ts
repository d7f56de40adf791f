/** What every node has held of one key, and since when: seen by looking into the replicas, not by believing them. */

import { compareVersions, type Version } from '../../core/store/dot.ts';
import type { JsonText, Key, Origin } from '../../protocol/names.ts';
import { HeldSteps, type Place } from './held-steps.ts';

/** A write as it truly was. All times are of the clock of the node where something happened, ms since the epoch. */
export interface TrueWrite extends Version {
  readonly seq: number;
  readonly node: number;
  readonly keys: readonly Key[];
  readonly acceptedAtMs: number;
  /** What the clock of its node has shown in earlier lives, at the latest: their claims may cover it where the clock went back. */
  readonly earlierUntilMs: number;
  /** The step in which it was accepted. */
  readonly step: number;
  /** Where members change: the lives that it waits for, and the slot of each. Absent: all nodes, whatever lives they are in. */
  readonly audience: ReadonlyMap<Origin, number> | undefined;
  /** Somebody of its audience was removed, and all that are left have it. */
  isAmongRest: boolean;
  /** Pairs of a node and a key that have not come yet. */
  remaining: number;
  /** The latest time from which a node has held it, or later versions of its keys. */
  lastHeldMs: number;
  /** Nodes that had it, lost their memory, and had it again from these times on. */
  readonly again: number[];
  /** What its origin said, once it did. */
  reportedMs: number | undefined;
  /** The origin lost its memory: nobody is left to report on it. */
  orphaned: boolean;
  /** A write of an earlier life that was accepted again, because its clock was wrong: no client asked for it. */
  readonly isRewritten: boolean;
}

interface Written {
  readonly write: TrueWrite;
  /** Undefined: it deleted the key. */
  readonly value: JsonText | undefined;
}

/** A tombstone that some replica has dropped. */
interface Forgotten {
  readonly version: Version;
  readonly step: number;
}

export class KeyTruth {
  readonly key: Key;
  readonly #held = new HeldSteps();
  /** All writes of the key. */
  readonly writes: TrueWrite[] = [];
  /** Of each write and each other node that has it, or a later one: how long that took. */
  readonly reachedMs: number[] = [];
  /** By the clock of the version: nearly always there is one. */
  readonly #byClock = new Map<number, Written[]>();
  /** Those that some node lacks, or that their origin has not reported on. */
  readonly open = new Set<TrueWrite>();
  #latest: Written | undefined;
  #carried: Version | undefined;
  /** The latest. */
  #forgotten: Forgotten | undefined;
  /** The tombstone that each replica has dropped last. */
  readonly #droppedAt = new Map<number, Version>();
  readonly #nodes: number;
  /** Lives that are over, and the step in which they ended. */
  readonly #ended = new Map<number, number>();
  /** Nodes that had an open write before they lost their memory. */
  readonly #hadBefore = new Map<TrueWrite, Set<number>>();

  constructor(key: Key, nodes: number) {
    this.key = key;
    this.#nodes = nodes;
  }

  /** The write that made a version. */
  find(version: Version): Written | undefined {
    if (sameVersion(this.#latest?.write, version)) return this.#latest;
    return this.#byClock.get(version.clockUs)?.find(({ write }) => write.origin === version.origin);
  }

  latestAt(slot: number): Version | undefined {
    return this.#held.latestAt(slot);
  }

  /** A write of the key was accepted. Nodes may hold later versions already, where clocks differ. */
  accepted(write: TrueWrite, value: JsonText | undefined): void {
    this.writes.push(write);
    const written = { write, value };
    const sameClock = this.#byClock.get(write.clockUs);
    if (sameClock === undefined) this.#byClock.set(write.clockUs, [written]);
    else sameClock.unshift(written);
    this.open.add(write);
    if (this.#latest === undefined || compareVersions(write, this.#latest.write) > 0) {
      this.#latest = written;
      return;
    }
    for (const [slot, first] of this.#held.firstAsLate(write))
      if (!this.#ended.has(slot)) this.#reached(write, slot, this.#held.sinceMs(first));
  }

  /** The nodes that took up a later version instead of a write, and since when: found in what they held, for it is seldom asked. */
  laterThan(write: TrueWrite): Map<number, number> {
    const first = new Map<number, Place>();
    // The lives of a node come in their order: it had the write from the first of them on that had it.
    for (const [slot, place] of this.#held.firstAsLate(write)) {
      const node = slot % this.#nodes;
      const wasOver = (this.#ended.get(slot) ?? Infinity) < write.step;
      if (!wasOver && !first.has(node)) first.set(node, place);
    }
    return new Map(
      [...first]
        .filter(([, place]) => !sameVersion(this.#held.versionOf(place), write))
        .map(([node, place]) => [node, this.#held.sinceMs(place)]),
    );
  }

  /** A node has taken a step to a later version: it has reached every open write up to it. */
  step(slot: number, version: Version, step: number, sinceMs: number): void {
    const before = this.latestAt(slot);
    this.#held.add(slot, version, step, sinceMs);
    for (const write of this.open) {
      if (before !== undefined && compareVersions(write, before) <= 0) continue;
      if (compareVersions(write, version) <= 0) this.#reached(write, slot, sinceMs);
    }
  }

  /** Its origin has reported on it. */
  close(write: TrueWrite): void {
    this.open.delete(write);
    this.#hadBefore.delete(write);
  }

  /** The node has lost its memory. */
  forgotten(slot: number, step: number): void {
    const latest = this.latestAt(slot);
    this.#ended.set(slot, step);
    if (latest === undefined) return;
    for (const write of this.open) {
      if (compareVersions(write, latest) > 0) continue;
      const nodes = this.#hadBefore.get(write);
      if (nodes === undefined) this.#hadBefore.set(write, new Set([slot % this.#nodes]));
      else nodes.add(slot % this.#nodes);
    }
  }

  /** A node began anew, and went on with the value of this version: where its clock was wrong, under an earlier version. */
  carriedOn(version: Version): void {
    if (this.#carried === undefined || compareVersions(version, this.#carried) > 0) this.#carried = version;
  }

  /** Whether the write, or a later one, lives on under another version. */
  wasCarriedOn(write: Version): boolean {
    return this.#carried !== undefined && compareVersions(write, this.#carried) <= 0;
  }

  /** A replica dropped the tombstone that it held. @returns what is wrong with that, in words; undefined: nothing */
  forget(slot: number, slots: readonly number[], step: number): string | undefined {
    const version = this.latestAt(slot);
    const written = version && this.find(version);
    if (version === undefined || written === undefined || written.value !== undefined)
      return 'is no tombstone';
    this.#droppedAt.set(slot, version);
    if (this.#forgotten === undefined || compareVersions(version, this.#forgotten.version) > 0)
      this.#forgotten = { version, step };
    const isOlder = (latest: Version | undefined): boolean =>
      latest !== undefined && compareVersions(latest, version) < 0;
    return slots.some((one) => isOlder(this.latestAt(one))) ? 'is not held by all' : undefined;
  }

  /** Whether the write was accepted before a later tombstone was dropped: nothing of it may be seen any more. */
  isForgotten(write: TrueWrite): boolean {
    const known = this.#forgotten;
    return known !== undefined && write.step <= known.step && compareVersions(write, known.version) <= 0;
  }

  /** Whether these hold the same, a version that somebody wrote. */
  isAgreed(slots: readonly number[]): boolean {
    const first = this.#presentAt(slots[0] ?? 0);
    return slots.every((slot) => sameVersion(this.#presentAt(slot), first));
  }

  /** Whether one of these holds an earlier version. */
  isBehind(slots: readonly number[], write: TrueWrite): boolean {
    if (this.isForgotten(write)) return false;
    return slots.some((slot) => {
      const latest = this.latestAt(slot);
      return latest === undefined || compareVersions(latest, write) < 0;
    });
  }

  /** The version that a replica holds; undefined, too, where it is a tombstone that some have dropped. */
  #presentAt(slot: number): Version | undefined {
    const latest = this.latestAt(slot);
    const written = latest && this.find(latest);
    const isGone = written !== undefined && written.value === undefined && this.isForgotten(written.write);
    return isGone ? undefined : latest;
  }

  /** Whether the replica held nothing, or a tombstone that it has dropped itself: its disk knows that, too. */
  mayHoldNothing(slot: number): boolean {
    return sameVersion(this.#droppedAt.get(slot), this.latestAt(slot));
  }

  /** Whether one of these has held exactly this version. */
  isHeldBy(slots: readonly number[], version: Version): boolean {
    return slots.some((slot) => this.#held.hasHeld(slot, version));
  }

  /** What a node held after a step; undefined: nothing. */
  heldAfter(slot: number, step: number): Version | undefined {
    return this.#held.heldAfter(slot, step);
  }

  #reached(write: TrueWrite, slot: number, sinceMs: number): void {
    const node = slot % this.#nodes;
    if (write.audience !== undefined && ![...write.audience.values()].includes(slot)) return;
    if (write.audience === undefined && this.#hadBefore.get(write)?.has(node) === true) {
      write.again.push(sinceMs);
      return;
    }
    write.remaining--;
    if (node !== write.node) this.reachedMs.push(sinceMs - write.acceptedAtMs);
    write.lastHeldMs = Math.max(write.lastHeldMs, sinceMs);
  }
}

function sameVersion(a: Version | undefined, b: Version | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return compareVersions(a, b) === 0;
}

export function nameOf({ clockUs, origin }: Version): string {
  return `${clockUs} ${origin}`;
}
