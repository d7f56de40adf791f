/** What every node has held of one key, and since when: seen by looking into the replicas, not by believing them. */

import { compareVersions, type Version } from '../core/dot.ts';
import type { JsonText, Key } from '../protocol/envelope.ts';
import type { Origin } from '../protocol/gossip.ts';

/** A write as it truly was. All times are of the clock of the node where something happened, ms since the epoch. */
export interface TrueWrite extends Version {
  readonly seq: number;
  readonly node: number;
  readonly keys: readonly Key[];
  readonly acceptedAtMs: number;
  /** The step in which it was accepted. */
  readonly step: number;
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
}

/** A node took up a version. */
export interface HeldStep {
  readonly version: Version;
  readonly step: number;
  readonly sinceMs: number;
}

export class KeyTruth {
  readonly key: Key;
  /** By slot: each life of each node has one. */
  readonly held: HeldStep[][] = [];
  /** All writes of the key. */
  readonly writes: TrueWrite[] = [];
  readonly byVersion = new Map<string, { readonly write: TrueWrite; readonly value: JsonText }>();
  /** Those that some node lacks, or that their origin has not reported on. */
  readonly open = new Set<TrueWrite>();
  #latest: Version | undefined;
  readonly #nodes: number;
  readonly #dead = new Set<number>();
  /** Nodes that had an open write before they lost their memory. */
  readonly #hadBefore = new Map<TrueWrite, Set<number>>();

  constructor(key: Key, nodes: number) {
    this.key = key;
    this.#nodes = nodes;
  }

  latestAt(slot: number): Version | undefined {
    return this.held[slot]?.at(-1)?.version;
  }

  /** A write of the key was accepted. Nodes may hold later versions already, where clocks differ. */
  accepted(write: TrueWrite, value: JsonText): void {
    this.writes.push(write);
    this.byVersion.set(nameOf(write), { write, value });
    this.open.add(write);
    if (this.#latest === undefined || compareVersions(write, this.#latest) > 0) {
      this.#latest = write;
      return;
    }
    this.held.forEach((steps, slot) => {
      const first = steps.find(({ version }) => compareVersions(version, write) >= 0);
      if (first !== undefined && !this.#dead.has(slot))
        this.#reached(write, slot % this.#nodes, first.sinceMs);
    });
  }

  /** A node has taken a step to a later version: it has reached every open write up to it. */
  step(slot: number, version: Version, step: number, sinceMs: number): void {
    const steps = this.held[slot];
    const before = steps?.at(-1)?.version;
    // Most lists stay this short: an array that was pushed to has room for sixteen more.
    if (steps === undefined) this.held[slot] = [{ version, step, sinceMs }];
    else steps.push({ version, step, sinceMs });
    for (const write of this.open) {
      if (before !== undefined && compareVersions(write, before) <= 0) continue;
      if (compareVersions(write, version) <= 0) this.#reached(write, slot % this.#nodes, sinceMs);
    }
  }

  /** Its origin has reported on it. */
  close(write: TrueWrite): void {
    this.open.delete(write);
    this.#hadBefore.delete(write);
  }

  /** The node has lost its memory. */
  forgotten(slot: number): void {
    const latest = this.latestAt(slot);
    this.#dead.add(slot);
    if (latest === undefined) return;
    for (const write of this.open) {
      if (compareVersions(write, latest) > 0) continue;
      const nodes = this.#hadBefore.get(write);
      if (nodes === undefined) this.#hadBefore.set(write, new Set([slot % this.#nodes]));
      else nodes.add(slot % this.#nodes);
    }
  }

  /** Whether these hold the same, a version that somebody wrote. */
  isAgreed(slots: readonly number[]): boolean {
    const first = this.latestAt(slots[0] ?? 0);
    return slots.every((slot) => sameVersion(this.latestAt(slot), first));
  }

  /** Whether one of these holds an earlier version. */
  isBehind(slots: readonly number[], version: Version): boolean {
    return slots.some((slot) => {
      const latest = this.latestAt(slot);
      return latest === undefined || compareVersions(latest, version) < 0;
    });
  }

  /** Whether one of these has held exactly this version. */
  isHeldBy(slots: readonly number[], version: Version): boolean {
    return slots.some(
      (slot) => this.held[slot]?.some((step) => compareVersions(step.version, version) === 0) === true,
    );
  }

  /** What a node held after a step; undefined: nothing. */
  heldAfter(slot: number, step: number): Version | undefined {
    return this.held[slot]?.findLast((one) => one.step <= step)?.version;
  }

  #reached(write: TrueWrite, node: number, sinceMs: number): void {
    if (this.#hadBefore.get(write)?.has(node) === true) {
      write.again.push(sinceMs);
      return;
    }
    write.remaining--;
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

/** The life of a node and a number: a write's dot as text. */
export function dotName(origin: Origin, seq: number): string {
  return `${origin} ${seq}`;
}
