/** The writes that took the longest to converge: all that is remembered of a write beside its time. */

import type { HeldVersions, WireVersion } from './held-versions.ts';
import type { OpenWrites } from './open-writes.ts';

export const SLOWEST_WRITES = 10;

/** One of the writes that took the longest. */
export interface SlowestWrite {
  /** Node and life. */
  readonly origin: string;
  readonly seq: number;
  /** The first that it wrote. */
  readonly key: string | number;
  readonly acceptedAtMs: number;
  readonly convergenceMs: number;
  /** The nodes beside the origin that took it in, and not a later version instead; those that the wire still knows of. */
  readonly appliedAt: readonly string[];
  readonly laterVersions: readonly LaterVersion[];
}

/** A node that took in a later version of a write's key, or of one of its keys, instead. */
export interface LaterVersion {
  readonly node: string;
  /** Since the acceptance of the write. */
  readonly atMs: number;
}

/** A key, what each node has held of it, and the writes of it that some node lacks. */
export interface KeyState {
  readonly name: string | number;
  /** By the index of the node. */
  readonly held: readonly HeldVersions[];
  readonly open: OpenWrites<OpenWrite>;
}

/** A write on its way. */
export interface OpenWrite {
  readonly version: WireVersion;
  readonly seq: number;
  readonly acceptedAtMs: number;
  readonly keys: readonly KeyState[];
  /** Pairs of a node and a key that are still to come. */
  remaining: number;
  lastHeldAtMs: number;
  /** The same, with the first time at nodes that lost their memory since and had to be reached again. */
  firstHeldAtMs: number;
  /** Nodes that have to be reached again with this write of the key. Most writes have none. */
  again: Map<KeyState, Set<number>> | undefined;
  /** Among the converged ones; undefined: it has not converged. */
  place?: number;
  exact: boolean;
  /** By the index of the node: when it reached the write through a later version. Most writes have none. */
  later: Map<number, number> | undefined;
}

export class SlowestWrites {
  /** The slowest last. */
  readonly #slowest: OpenWrite[] = [];

  /** Of writes that took equally long, those that converged first stay. */
  add(write: OpenWrite): void {
    const slowest = this.#slowest;
    const ms = convergenceOf(write);
    let at = slowest.length;
    while (at > 0 && convergenceOf(slowest[at - 1] as OpenWrite) >= ms) at--;
    slowest.splice(at, 0, write);
    if (slowest.length > SLOWEST_WRITES) slowest.shift();
  }

  has(origin: string, seq: number): boolean {
    return this.#slowest.some((write) => write.seq === seq && write.version.origin === origin);
  }

  clear(): void {
    this.#slowest.length = 0;
  }

  /** The slowest first. */
  describe(nodes: readonly string[]): SlowestWrite[] {
    return this.#slowest.toReversed().map((write) => ({
      origin: write.version.origin,
      seq: write.seq,
      key: write.keys[0]?.name ?? '',
      acceptedAtMs: write.acceptedAtMs,
      convergenceMs: convergenceOf(write),
      ...waysOf(write, nodes),
    }));
  }
}

function waysOf(
  write: OpenWrite,
  nodes: readonly string[],
): Pick<SlowestWrite, 'appliedAt' | 'laterVersions'> {
  const { version, keys, acceptedAtMs, later } = write;
  const appliedAt: string[] = [];
  const laterVersions: LaterVersion[] = [];
  nodes.forEach((node, index) => {
    if (node === nodeOf(version.origin)) return;
    const atMs = later?.get(index) ?? learntLater(write, index);
    if (atMs !== undefined) laterVersions.push({ node, atMs: atMs - acceptedAtMs });
    else if (keys.some((key) => key.held[index]?.tookIn(version))) appliedAt.push(node);
  });
  return { appliedAt, laterVersions };
}

/** A node may have accepted a later version before the write came to it, which shows only when that leaves it. */
function learntLater({ version, keys }: OpenWrite, node: number): number | undefined {
  const held = keys.flatMap((key) => key.held[node] ?? []);
  if (held.some((one) => one.tookIn(version) || !one.remembers(version))) return undefined;
  const sinceMs = held.flatMap((one) => one.sinceMs(version) ?? []);
  // It has lost its memory since.
  return sinceMs.length === 0 ? undefined : Math.max(...sinceMs);
}

export function convergenceOf({ lastHeldAtMs, acceptedAtMs }: OpenWrite): number {
  return lastHeldAtMs - acceptedAtMs;
}

/** An origin is a node and the life of it. */
export function nodeOf(origin: string): string {
  return origin.slice(0, origin.lastIndexOf('#'));
}
