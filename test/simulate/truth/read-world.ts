/** A node that reads, with the truth about its reads: what it says of them is held against it. */

import type { JsonText, Key, Origin } from '../../../src/protocol/names.ts';
import { Differences } from '../../../src/simulate/truth/differences.ts';
import { KeyTruth, type TrueWrite } from '../../../src/simulate/truth/key-truth.ts';
import { ReadTruth, type Staleness } from '../../../src/simulate/truth/read-truth.ts';
import type { VirtualNode } from '../../../src/simulate/world/virtual-node.ts';

export const NODE = { index: 0, name: 'n1' } as unknown as VirtualNode;
export const [X, Y] = ['x', 'y'] as Key[] as [Key, Key];

/** n2 wrote x at 100 and 200, and y at 150; n1 has none of it, and reads. */
export class World {
  readonly differences = new Differences();
  readonly keys = new Map<Key, KeyTruth>();
  readonly reads = new ReadTruth({
    nodes: 2,
    keys: this.keys,
    slotOf: () => this.slot,
    differences: this.differences,
  });
  readonly writes: TrueWrite[] = [];
  /** The life of n1 that reads. */
  slot = 0;

  constructor() {
    for (const [key, atMs] of [
      [X, 100],
      [Y, 150],
      [X, 200],
    ] as const)
      this.write(key, atMs);
  }

  write(key: Key, acceptedAtMs: number): void {
    const truth = this.keys.get(key) ?? new KeyTruth(key, 2);
    this.keys.set(key, truth);
    const seq = this.writes.length + 1;
    const write: TrueWrite = {
      ...{ clockUs: acceptedAtMs * 1000, origin: 'n2#0' as Origin, seq, node: 1, keys: [key], acceptedAtMs },
      ...{
        step: seq,
        remaining: 1,
        lastHeldMs: acceptedAtMs,
        again: [],
        reportedMs: undefined,
        orphaned: false,
        earlierUntilMs: -Infinity,
        isRewritten: false,
        audience: undefined,
        isAmongRest: false,
      },
    };
    this.writes.push(write);
    truth.accepted(write, '1' as JsonText);
  }

  /** n1 reads, counts so many stale reads, and tells this of them. */
  problems(
    reads: readonly (readonly Key[] | 'all')[],
    counted: number,
    said: readonly Staleness[],
    settled = true,
  ): string[] {
    for (const keys of reads) this.reads.read(NODE, keys, 10, 1000);
    for (let i = 0; i < counted; i++) this.reads.counted(this.slot);
    for (const one of said) this.reads.said(this.slot, one);
    this.stale = this.reads.compare(settled);
    return this.differences.wrong.examples;
  }

  stale = 0;
}

/** What is so of a read of x, of y, and of everything. */
export const onX = { ageMs: 900, versions: 2 };
export const onY = { ageMs: 850, versions: 1 };
export const onAll = { ageMs: 900, versions: 3 };
