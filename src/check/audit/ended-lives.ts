/**
 * Nodes that lost their memory, as the wire shows it: whose writes nobody reports on any more, what has to reach a node a second time,
 * and how long its new life took to hold what the others held when it began.
 */

import { compareWireVersions, type WireVersion } from './held-versions.ts';
import { convergenceOf, type KeyState, type OpenWrite } from './slowest-writes.ts';

/** What a new life has yet to hold. */
interface CatchUp {
  readonly startedAtMs: number;
  readonly missing: Map<KeyState, WireVersion>;
  tookMs: number | undefined;
}

/** Converged writes whose origin may not have heard of it yet; the oldest fall off. */
export const MAX_REMEMBERED = 100_000;

export class EndedLives {
  /** By place among the converged writes: how long they took to reach also those that had to be reached a second time. */
  readonly againMs = new Map<number, number>();
  /** Whether converged writes are remembered. */
  remembers = false;
  /** Copies, oldest first. */
  readonly #recent: OpenWrite[] = [];
  readonly #origins = new Set<string>();
  /** By the index of the node. */
  readonly #catchUps = new Map<number, CatchUp>();
  readonly #maxRemembered: number;

  constructor(maxRemembered = MAX_REMEMBERED) {
    this.#maxRemembered = maxRemembered;
  }

  /** Whether the life to which this origin belonged has ended. */
  isEnded(origin: string): boolean {
    return this.#origins.has(origin);
  }

  /** The node has held the write, and forgotten it. */
  mustReachAgain(write: OpenWrite, node: number): void {
    for (const key of write.keys) {
      if (key.held[node]?.sinceMs(write.version) === undefined) continue;
      write.again ??= new Map();
      let nodes = write.again.get(key);
      if (nodes === undefined) write.again.set(key, (nodes = new Set()));
      nodes.add(node);
      write.remaining++;
    }
  }

  /** @param origins of the lives that have ended */
  started(node: number, origins: Iterable<string>, startedAtMs: number, keys: Iterable<KeyState>): void {
    for (const origin of origins) this.#origins.add(origin);
    const missing = new Map<KeyState, WireVersion>();
    for (const key of keys) {
      key.held[node]?.forget();
      const latest = latestHeld(key);
      if (latest !== undefined) missing.set(key, latest);
    }
    for (const [other, catchUp] of this.#catchUps) giveUpLost(catchUp, other, startedAtMs);
    this.#catchUps.set(node, { startedAtMs, missing, tookMs: missing.size === 0 ? 0 : undefined });
  }

  /** The node holds this version of the key now. */
  holds(node: number, key: KeyState, version: WireVersion, atMs: number): void {
    const catchUp = this.#catchUps.get(node);
    const awaited = catchUp?.missing.get(key);
    if (catchUp === undefined || awaited === undefined || compareWireVersions(version, awaited) < 0) return;
    catchUp.missing.delete(key);
    if (catchUp.missing.size === 0) catchUp.tookMs ??= atMs - catchUp.startedAtMs;
  }

  /** All nodes hold it; the origin need not know. */
  converged(write: OpenWrite, place: number): void {
    if (!this.remembers) return;
    this.#recent.push({ ...write, place, remaining: 0, again: undefined, later: undefined });
    if (this.#recent.length <= this.#maxRemembered) return;
    // Half of them at a time: a list is slow to lose its first.
    for (const old of this.#recent.splice(0, this.#maxRemembered / 2))
      for (const key of old.keys) key.open.delete(old);
  }

  /**
   * A node that was told of a converged write may not have said so before it was killed: then its next life has to. On writes of
   * lives that have ended nobody reports, whatever is noted of them here.
   */
  mustReachConvergedAgain(node: number): void {
    for (const write of this.#recent) {
      this.mustReachAgain(write, node);
      for (const key of write.keys) key.open.add(write);
    }
  }

  /** A converged write has come again to all that had to be reached again. */
  heldAgain(write: OpenWrite, place: number): void {
    for (const key of write.keys) key.open.delete(write);
    this.againMs.set(place, convergenceOf(write));
  }

  forgetConverged(): void {
    for (const write of this.#recent.splice(0)) for (const key of write.keys) key.open.delete(write);
    this.againMs.clear();
  }

  get areCaughtUp(): boolean {
    return [...this.#catchUps.values()].every(({ missing }) => missing.size === 0);
  }

  /** Undefined: it has not come to that, or never lost its memory. */
  caughtUpMs(node: number): number | undefined {
    return this.#catchUps.get(node)?.tookMs;
  }
}

/** By any node. */
function latestHeld({ held }: KeyState): WireVersion | undefined {
  return held
    .flatMap(({ latest }) => latest ?? [])
    .sort(compareWireVersions)
    .at(-1);
}

/** What another node took with it when it was killed, nobody can come to hold any more. */
function giveUpLost(catchUp: CatchUp, node: number, atMs: number): void {
  for (const [key, awaited] of catchUp.missing) {
    const latest = latestHeld(key);
    if (latest !== undefined && compareWireVersions(latest, awaited) >= 0) continue;
    const own = key.held[node]?.latest;
    const isThere = latest === undefined || (own !== undefined && compareWireVersions(own, latest) >= 0);
    if (isThere) catchUp.missing.delete(key);
    else catchUp.missing.set(key, latest);
  }
  if (catchUp.missing.size === 0) catchUp.tookMs ??= atMs - catchUp.startedAtMs;
}
