/**
 * Convergence as the wire shows it: for each write, when every node had received it or a later version of its keys.
 * Whoever routes the messages reports each entry twice: when a node sent it (that node holds it) and when it was
 * delivered. The nodes' own account has another source, so the two can be compared.
 *
 * A node applies an entry a little after it was delivered; and a write that overwrote another at the very node that was
 * to receive it shows only when it leaves that node. The observed time can miss the true one by these two delays.
 */

import type { WireEntry, WireWrite } from '../protocol/gossip.ts';
import { compareWireVersions, HeldVersions, type WireVersion } from './held-versions.ts';
import { SeenDots } from './seen-dots.ts';
import { summarize, type Summary } from './summary.ts';

export interface WireConvergenceLimits {
  /** Writes followed in a run, converged ones included. */
  readonly maxWrites: number;
  /** Keys followed. */
  readonly maxKeys: number;
}

export const DEFAULT_LIMITS: WireConvergenceLimits = { maxWrites: 2_000_000, maxKeys: 500_000 };

export interface WireConvergenceResult {
  /** From the acceptance that the origin states to the last node's first receipt, ms. Quantiles are exact. */
  readonly convergence: Summary;
  /** Writes seen that some node has not received. */
  readonly pending: number;
  /** Writes seen, but beyond a limit. */
  readonly untracked: number;
  /** Converged writes whose time may be too long, because a key's history had been cut (`MAX_STEPS`). */
  readonly inexact: number;
}

/** A write that some node has not received yet. */
export interface PendingWrite {
  readonly origin: string;
  readonly seq: number;
  readonly missingAt: readonly string[];
}

interface KeyState {
  /** By the index of the node. */
  readonly held: readonly HeldVersions[];
  readonly open: Set<OpenWrite>;
}

interface OpenWrite {
  readonly version: WireVersion;
  readonly seq: number;
  readonly acceptedAtMs: number;
  readonly keys: readonly KeyState[];
  /** Pairs of a node and a key that are still to come. */
  remaining: number;
  lastHeldAtMs: number;
  exact: boolean;
}

export class WireConvergence {
  readonly #nodes: readonly string[];
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #limits: WireConvergenceLimits;
  readonly #keys = new Map<string | number, KeyState>();
  readonly #seen = new SeenDots();
  readonly #open = new Set<OpenWrite>();
  readonly #convergenceMs: number[] = [];
  #untracked = 0;
  #inexact = 0;

  constructor(nodes: readonly string[], limits: WireConvergenceLimits = DEFAULT_LIMITS) {
    this.#nodes = nodes;
    this.#indexOf = new Map(nodes.map((node, index) => [node, index]));
    this.#limits = limits;
  }

  /** Writes seen that some node has not received. */
  get pending(): number {
    return this.#open.size;
  }

  /** `node` sent the entry, so it holds it; where the entry carries no value any more, it holds a later version. */
  observeSent(node: string, entry: WireEntry, atMs: number): void {
    this.#observe(node, entry, entry[5], atMs);
  }

  /** The entry was delivered to `node`. A write without its value tells of a version, but gives the node nothing. */
  observeEntry(node: string, entry: WireEntry, atMs: number): void {
    const carried = entry[5].filter((write) => write.length === 2);
    this.#observe(node, entry, carried, atMs);
  }

  /** Forgets the times of writes that have converged, so that a run without end needs no more memory. */
  forgetConverged(): void {
    this.#convergenceMs.length = 0;
  }

  /** The first `limit` writes that have not reached every node, and the nodes that lack them. */
  pendingWrites(limit: number): PendingWrite[] {
    return [...this.#open].slice(0, limit).map(({ version, seq, keys }) => ({
      origin: version.origin,
      seq,
      missingAt: this.#nodes.filter((_, node) =>
        keys.some((key) => key.held[node]?.sinceMs(version) === undefined),
      ),
    }));
  }

  result(): WireConvergenceResult {
    return {
      convergence: summarize(this.#convergenceMs),
      pending: this.#open.size,
      untracked: this.#untracked,
      inexact: this.#inexact,
    };
  }

  #observe(node: string, entry: WireEntry, writes: readonly WireWrite[], atMs: number): void {
    const [origin, seq, clockUs] = entry;
    const version = { clockUs, origin };
    if (this.#seen.add(origin, seq)) this.#register(version, entry);
    for (const [key] of writes) this.#hold(this.#keys.get(key), node, version, atMs);
  }

  /** Takes up a write at its first sight: the origin has held it since acceptance, others may hold later versions. */
  #register(version: WireVersion, [origin, seq, , acceptedAtMs, , writes]: WireEntry): void {
    const names = [...new Set(writes.map(([key]) => key))];
    const newKeys = names.filter((key) => !this.#keys.has(key)).length;
    const full = this.#open.size + this.#convergenceMs.length >= this.#limits.maxWrites;
    if (full || this.#keys.size + newKeys > this.#limits.maxKeys) {
      this.#untracked++;
      return;
    }
    const keys = names.map((key) => this.#stateOf(key));
    const node = origin.slice(0, origin.lastIndexOf('#'));
    for (const key of keys) this.#hold(key, node, version, acceptedAtMs);
    const remaining = keys.length * this.#nodes.length;
    const write = { version, seq, acceptedAtMs, keys, remaining, lastHeldAtMs: acceptedAtMs, exact: true };
    this.#open.add(write);
    for (const key of keys) {
      key.open.add(write);
      for (const held of key.held) {
        const sinceMs = held.sinceMs(version);
        if (sinceMs === undefined) continue;
        write.exact &&= held.remembers(version);
        this.#reached(write, sinceMs);
      }
    }
  }

  #stateOf(key: string | number): KeyState {
    let state = this.#keys.get(key);
    if (state === undefined) {
      state = { held: this.#nodes.map(() => new HeldVersions()), open: new Set() };
      this.#keys.set(key, state);
    }
    return state;
  }

  /** A node that takes a step to a later version reaches every open write up to it that it had not reached before. */
  #hold(key: KeyState | undefined, node: string, version: WireVersion, atMs: number): void {
    const held = key?.held[this.#indexOf.get(node) ?? -1];
    if (key === undefined || held === undefined) return;
    const before = held.latest;
    held.hold(version, atMs);
    if (before !== undefined && compareWireVersions(version, before) <= 0) return;
    for (const write of key.open) {
      const isNew = before === undefined || compareWireVersions(write.version, before) > 0;
      if (isNew && compareWireVersions(write.version, version) <= 0) this.#reached(write, atMs);
    }
  }

  #reached(write: OpenWrite, atMs: number): void {
    write.lastHeldAtMs = Math.max(write.lastHeldAtMs, atMs);
    if (--write.remaining > 0) return;
    this.#open.delete(write);
    for (const key of write.keys) key.open.delete(write);
    this.#convergenceMs.push(write.lastHeldAtMs - write.acceptedAtMs);
    if (!write.exact) this.#inexact++;
  }
}
