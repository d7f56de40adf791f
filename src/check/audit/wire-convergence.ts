/**
 * Convergence as the wire shows it: for each write, when every node had received it or a later version of its keys.
 * The router reports each entry twice: when a node sent it (that node holds it) and when it was delivered. The nodes' own account has another source, so the two can be compared.
 *
 * A node applies an entry a little after it was delivered; and a write that overwrote another at the very node that was
 * to receive it shows only when it leaves that node. The observed time can miss the true one by these two delays.
 */

import type { WireEntry, WireWrite } from '../../protocol/gossip.ts';
import { dotName } from '../../protocol/names.ts';
import { ConvergedWrites, type Reportable } from './converged-writes.ts';
import { EndedLives, MAX_REMEMBERED } from './ended-lives.ts';
import {
  compareWireVersions,
  HeldVersions,
  MAX_STEPS,
  StepBudget,
  type WireVersion,
} from './held-versions.ts';
import { OpenWrites } from './open-writes.ts';
import { SeenDots } from './seen-dots.ts';
import { nodeOf, SlowestWrites, type KeyState, type OpenWrite, type SlowestWrite } from './slowest-writes.ts';
import { summarize, type Summary } from '../../base/summary.ts';

export interface WireConvergenceLimits {
  /** Writes followed in a run, converged ones included. */
  readonly maxWrites: number;
  /** Keys followed. */
  readonly maxKeys: number;
  /** Steps remembered, of all keys at all nodes. */
  readonly maxSteps: number;
  /** Converged writes that may have to reach a node again. */
  readonly maxRemembered: number;
}

export const DEFAULT_LIMITS: WireConvergenceLimits = {
  maxWrites: 4_000_000,
  maxKeys: 500_000,
  maxSteps: MAX_STEPS,
  maxRemembered: MAX_REMEMBERED,
};

export interface WireConvergenceResult {
  /** From the acceptance that the origin states to the last node's first receipt, ms. Quantiles are exact. */
  readonly convergence: Summary;
  readonly reportable: Reportable;
  /** Writes seen that some node has not received. */
  readonly pending: number;
  /** Writes seen, but beyond a limit. */
  readonly untracked: number;
  /** Converged writes whose time may be too long, because a key's history had been cut (`maxSteps`). */
  readonly inexact: number;
}

/** A write that some node has not received yet. */
export interface PendingWrite {
  readonly origin: string;
  readonly seq: number;
  readonly missingAt: readonly string[];
}

export class WireConvergence {
  readonly #nodes: readonly string[];
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #limits: WireConvergenceLimits;
  readonly #steps: StepBudget;
  readonly #keys = new Map<string | number, KeyState>();
  /** Each name once: a step remembers the name of its origin, and each message brings a text of its own. */
  readonly #names = new Map<string, string>();
  readonly #seen = new SeenDots();
  /** By dot, in the order in which they were first seen. */
  readonly #open = new Map<string, OpenWrite>();
  readonly #converged = new ConvergedWrites();
  readonly #ended: EndedLives;
  readonly #slowest = new SlowestWrites();
  #untracked = 0;
  #inexact = 0;

  constructor(nodes: readonly string[], limits: WireConvergenceLimits = DEFAULT_LIMITS) {
    this.#nodes = nodes;
    this.#indexOf = new Map(nodes.map((node, index) => [node, index]));
    this.#limits = limits;
    this.#steps = new StepBudget(limits.maxSteps);
    this.#ended = new EndedLives(limits.maxRemembered);
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

  /** When the converged writes were accepted and how long they took: two lists of one order, that of their convergence. */
  get convergedTimes(): {
    readonly acceptedAtMs: readonly number[];
    readonly convergenceMs: readonly number[];
  } {
    const { acceptedAtMs, convergenceMs } = this.#converged;
    return { acceptedAtMs, convergenceMs };
  }

  /** When the writes were accepted that some node has not received. */
  pendingSinceMs(): number[] {
    return Array.from(this.#open.values(), ({ acceptedAtMs }) => acceptedAtMs);
  }

  /** Forgets the times of writes that have converged, so that a run without end needs no more memory. */
  forgetConverged(): void {
    this.#converged.clear();
    this.#ended.forgetConverged();
    this.#slowest.clear();
  }

  /** Whether it is, or may still come to be, among the slowest. */
  mayBeSlowest(origin: string, seq: number): boolean {
    return this.#open.has(dotName(origin, seq)) || this.#slowest.has(origin, seq);
  }

  /** The writes that took the longest to converge, the slowest first. */
  slowest(): SlowestWrite[] {
    return this.#slowest.describe(this.#nodes);
  }

  /** The first `limit` writes that have not reached every node, and the nodes that lack them. */
  pendingWrites(limit: number): PendingWrite[] {
    return [...this.#open.values()].slice(0, limit).map(({ version, seq, keys }) => ({
      origin: version.origin,
      seq,
      missingAt: this.#nodes.filter((_, node) =>
        keys.some((key) => key.held[node]?.sinceMs(version) === undefined),
      ),
    }));
  }

  result(): WireConvergenceResult {
    return {
      convergence: summarize(this.#converged.convergenceMs),
      reportable: this.#converged.reportable(this.#ended),
      pending: this.#open.size,
      untracked: this.#untracked,
      inexact: this.#inexact,
    };
  }

  /**
   * The node has lost its memory: what it held it has to be sent again, also writes that it had been seen to hold. Nobody reports on its
   * own writes any more: they are not followed.
   */
  forgot(node: string, startedAtMs: number): void {
    const index = this.#indexOf.get(node) ?? -1;
    for (const [name, write] of this.#open) {
      if (nodeOf(write.version.origin) === node) this.#close(name, write);
      else this.#ended.mustReachAgain(write, index);
    }
    this.#ended.mustReachConvergedAgain(index);
    const origins = [...this.#seen.origins()].filter((origin) => nodeOf(origin) === node);
    this.#ended.started(index, origins, startedAtMs, this.#keys.values());
  }

  /** Nodes are going to lose their memory: from now on, it remembers what such a node may have to be sent again. */
  expectLosses(): void {
    this.#ended.remembers = true;
  }

  /** Whether all present lives hold what there was when they began, and every write has reached every node. */
  get isCaughtUp(): boolean {
    return this.#open.size === 0 && this.#ended.areCaughtUp;
  }

  /** How long it took the present life of a node until it held of each key what some node had held when it started. Undefined: nobody saw. */
  caughtUpMs(node: string): number | undefined {
    if (this.#keys.size === 0) return undefined;
    return this.#ended.caughtUpMs(this.#indexOf.get(node) ?? -1);
  }

  #observe(node: string, entry: WireEntry, writes: readonly WireWrite[], atMs: number): void {
    const [, seq, clockUs] = entry;
    const origin = this.#nameOf(entry[0]);
    const version = { clockUs, origin };
    if (this.#seen.add(origin, seq)) this.#register(version, entry);
    for (const write of writes) this.#hold(this.#keys.get(write[0]), node, version, atMs, write.length === 2);
  }

  /** Takes up a write at its first sight: the origin has held it since acceptance, others may hold later versions. */
  #register(version: WireVersion, [, seq, , acceptedAtMs, , writes]: WireEntry): void {
    const { origin } = version;
    const names = [...new Set(writes.map(([key]) => key))];
    const newKeys = names.filter((key) => !this.#keys.has(key)).length;
    const full = this.#open.size + this.#converged.count >= this.#limits.maxWrites;
    if (full || this.#keys.size + newKeys > this.#limits.maxKeys) {
      this.#untracked++;
      return;
    }
    const keys = names.map((key) => this.#stateOf(key));
    for (const key of keys) this.#hold(key, nodeOf(origin), version, acceptedAtMs, true);
    const remaining = keys.length * this.#nodes.length;
    const write: OpenWrite = {
      ...{ version, seq, acceptedAtMs, keys, remaining },
      ...{ lastHeldAtMs: acceptedAtMs, firstHeldAtMs: acceptedAtMs, again: undefined },
      ...{ exact: true, later: undefined },
    };
    this.#open.set(dotName(origin, seq), write);
    for (const key of keys) {
      key.open.add(write);
      key.held.forEach((held, node) => {
        const sinceMs = held.sinceMs(version);
        if (sinceMs === undefined) return;
        write.exact &&= held.remembers(version);
        this.#reached(write, key, node, sinceMs, held.tookIn(version));
      });
    }
  }

  #nameOf(origin: string): string {
    const known = this.#names.get(origin);
    if (known === undefined) this.#names.set(origin, origin);
    return known ?? origin;
  }

  #stateOf(key: string | number): KeyState {
    let state = this.#keys.get(key);
    if (state === undefined) {
      const held = this.#nodes.map(() => new HeldVersions(this.#steps));
      state = { name: key, held, open: new OpenWrites() };
      this.#keys.set(key, state);
    }
    return state;
  }

  /**
   * A node that takes a step to a later version reaches every open write up to it that it had not reached before.
   * @param hasValue false: what it holds is a later version
   */
  #hold(
    key: KeyState | undefined,
    node: string,
    version: WireVersion,
    atMs: number,
    hasValue: boolean,
  ): void {
    const index = this.#indexOf.get(node) ?? -1;
    const held = key?.held[index];
    if (key === undefined || held === undefined) return;
    const before = held.latest;
    held.hold(version, atMs);
    if (before !== undefined && compareWireVersions(version, before) <= 0) return;
    this.#ended.holds(index, key, version, atMs);
    for (const write of key.open.between(before, version)) {
      const isItself = hasValue && compareWireVersions(write.version, version) === 0;
      this.#reached(write, key, index, atMs, isItself);
    }
  }

  /** @param isItself and not a later version */
  #reached(write: OpenWrite, key: KeyState, node: number, atMs: number, isItself: boolean): void {
    const isAgain = write.again?.get(key)?.delete(node) === true;
    if (!isAgain) write.firstHeldAtMs = Math.max(write.firstHeldAtMs, atMs);
    write.lastHeldAtMs = Math.max(write.lastHeldAtMs, atMs);
    if (!isItself) (write.later ??= new Map()).set(node, Math.max(atMs, write.later.get(node) ?? atMs));
    if (--write.remaining > 0) return;
    if (write.place !== undefined) {
      this.#ended.heldAgain(write, write.place);
      return;
    }
    this.#close(dotName(write.version.origin, write.seq), write);
    if (!write.exact) this.#inexact++;
    this.#ended.converged(write, this.#converged.add(write));
    this.#slowest.add(write);
  }

  #close(name: string, write: OpenWrite): void {
    this.#open.delete(name);
    for (const key of write.keys) key.open.delete(write);
  }
}
