/**
 * When has the last replica a write? The origin keeps every write of its own open until each peer has said since when
 * it holds it, or a later version. Because acknowledgements carry that time, how late they come does not matter.
 */

import type { NodeId } from '../../protocol/names.ts';
import type { NodeEvent } from '../events.ts';
import type { Entry } from '../store/entry.ts';
import { Seen } from '../store/seen.ts';
import { OpenRuns, type OpenRun } from './open-runs.ts';

interface OpenWrite {
  readonly entry: Entry;
  /** Peers that have not acknowledged it. */
  awaiting: number;
  /** The latest time from which a replica has held it, so far. */
  lastHeldMs: number;
  /** Some replica only knows since when it has held it at the latest. */
  isAtMost: boolean;
}

export interface ConvergenceLimits {
  readonly openWrites: number;
  readonly joinedWrites: number;
  readonly gapRuns: number;
}

/** How far the writes of a life were when it went on in another process. */
export interface Resumed {
  readonly lastSeq: number;
  readonly stable: number;
  readonly convergedUs: number;
}

/** An acknowledgement as it counts here. */
export interface Acknowledged {
  readonly by: NodeId;
  readonly from: number;
  readonly to: number;
  readonly heldAtMs: number;
  /** It has held them since then at the latest. */
  readonly isAtMost: boolean;
}

export class Convergence {
  /** By peer that has acknowledged anything. */
  readonly #acked = new Map<NodeId, Seen>();
  readonly #peerCount: number;
  readonly #isPeer: (node: NodeId) => boolean;
  readonly #limits: ConvergenceLimits;
  readonly #open = new Map<number, OpenWrite>();
  /** Older than all of `#open`. */
  readonly #runs: OpenRuns;
  #lastSeq = 0;
  #stable = 0;
  /** The latest version that has converged. */
  #convergedUs = 0;
  /** No write before it is followed by itself. */
  #firstOpen = 1;

  constructor(peerCount: number, isPeer: (node: NodeId) => boolean, limits: ConvergenceLimits) {
    this.#peerCount = peerCount;
    this.#isPeer = isPeer;
    this.#limits = limits;
    this.#runs = new OpenRuns(limits.joinedWrites);
  }

  /** Writes accepted here that have not converged yet. */
  get pending(): number {
    return this.#open.size + this.#runs.count;
  }

  /** The latest of the same writes, in order. */
  pendingWrites(limit: number): readonly Entry[] {
    return [...this.#open.values()].slice(-limit).map((write) => write.entry);
  }

  /** All writes through this one have converged. */
  get stable(): number {
    return this.#stable;
  }

  /** How many writes the peer furthest behind has not acknowledged, counted from its first missing one. */
  get lagMax(): number {
    return this.#lastSeq - this.#stable;
  }

  /** The latest version that has converged. */
  get convergedUs(): number {
    return this.#convergedUs;
  }

  acknowledged(): Iterable<[by: NodeId, Seen]> {
    return this.#acked;
  }

  openWrites(): Pick<OpenWrite, 'entry' | 'lastHeldMs' | 'isAtMost'>[] {
    return [...this.#open.values()];
  }

  joinedRuns(): readonly Readonly<OpenRun>[] {
    return this.#runs.all();
  }

  /** Goes on where a process ended. Call it first, then the three below, in their order. */
  resume({ lastSeq, stable, convergedUs }: Resumed): void {
    this.#lastSeq = lastSeq;
    this.#stable = stable;
    this.#convergedUs = convergedUs;
    this.#firstOpen = stable + 1;
  }

  resumeAcknowledged(by: NodeId, runs: readonly (readonly [number, number])[]): void {
    if (!this.#isPeer(by)) return;
    const acked = new Seen();
    for (const [from, to] of runs) acked.addRun(from, to, this.#limits.gapRuns);
    this.#acked.set(by, acked);
  }

  resumeRun(run: Readonly<OpenRun>): void {
    this.#runs.resume(run);
    this.#firstOpen = run.to + 1;
  }

  resumeOpen({ entry, lastHeldMs, isAtMost }: Pick<OpenWrite, 'entry' | 'lastHeldMs' | 'isAtMost'>): void {
    let awaiting = this.#peerCount;
    for (const acked of this.#acked.values()) if (acked.has(entry.seq)) awaiting--;
    if (awaiting > 0) this.#open.set(entry.seq, { entry, awaiting, lastHeldMs, isAtMost });
  }

  accepted(entry: Entry, events: NodeEvent[]): void {
    this.#lastSeq = entry.seq;
    const { acceptedAtMs } = entry;
    const write = { entry, awaiting: this.#peerCount, lastHeldMs: acceptedAtMs, isAtMost: false };
    if (write.awaiting === 0) this.#converged(write, acceptedAtMs, events);
    else this.#open.set(entry.seq, write);
    if (this.#open.size > this.#limits.openWrites) this.#joinOldest();
    this.#advance();
  }

  /** @returns whether it is news: what was acknowledged before changes nothing */
  acknowledge(ack: Acknowledged, now: number, events: NodeEvent[]): boolean {
    const { by } = ack;
    let acked = this.#acked.get(by);
    if (acked === undefined) {
      if (!this.#isPeer(by)) return false;
      this.#acked.set(by, (acked = new Seen()));
    }
    const to = Math.min(ack.to, this.#lastSeq);
    const news = acked.missingIn(ack.from, to);
    if (news.length === 0) return false;
    for (const [first, last] of news) {
      // It would count twice if it were forgotten: what there is no room for is asked for again.
      if (!acked.hasRoomFor(first, last, this.#limits.gapRuns)) continue;
      acked.addRun(first, last, this.#limits.gapRuns);
      this.#runs.held(first, last, ack.heldAtMs);
      this.#held(first, last, ack, now, events);
    }
    for (const run of this.#runs.takeConverged(this.#acked, this.#peerCount))
      this.#runConverged(run, now, events);
    this.#advance();
    return true;
  }

  /** The latest version up to this one that some peer has surely taken in. */
  latestHeldUs(limitUs: number): number {
    let latest = this.#convergedUs <= limitUs ? this.#convergedUs : 0;
    for (const { entry, awaiting } of this.#open.values())
      if (awaiting < this.#peerCount && entry.clockUs <= limitUs) latest = Math.max(latest, entry.clockUs);
    return latest;
  }

  /** From which write on a peer's acknowledgements are missing; undefined when none is. */
  missingFrom(peer: NodeId): number | undefined {
    const from = (this.#acked.get(peer)?.through ?? 0) + 1;
    return from <= this.#lastSeq ? from : undefined;
  }

  /** When the first write whose acknowledgement by the peer is missing was accepted. */
  missingSince(peer: NodeId): number | undefined {
    const from = this.missingFrom(peer);
    if (from === undefined) return undefined;
    const run = this.#runs.first;
    return run !== undefined && from <= run.to
      ? run.firstAcceptedMs
      : this.#open.get(from)?.entry.acceptedAtMs;
  }

  /** Each open write of a run, however long the run. */
  #held(first: number, last: number, ack: Acknowledged, now: number, events: NodeEvent[]): void {
    for (let seq = Math.max(first, this.#firstOpen); seq <= last; seq++) {
      const write = this.#open.get(seq);
      if (write === undefined) continue;
      write.lastHeldMs = Math.max(write.lastHeldMs, ack.heldAtMs);
      write.isAtMost ||= ack.isAtMost;
      const { traceparent } = write.entry;
      if (traceparent !== undefined) {
        const { by, heldAtMs } = ack;
        events.push({ type: 'acknowledged', dot: write.entry, by, heldAtMs, traceparent });
      }
      if (--write.awaiting > 0) continue;
      this.#open.delete(seq);
      this.#converged(write, now, events);
    }
  }

  #converged({ entry, lastHeldMs, isAtMost }: OpenWrite, now: number, events: NodeEvent[]): void {
    // No acknowledgement can be later than its arrival: a clock that is ahead dated it.
    const convergedAtMs = Math.min(lastHeldMs, now);
    this.#convergedUs = Math.max(this.#convergedUs, entry.clockUs);
    if (isAtMost) events.push({ type: 'dropped', what: 'apply_times', count: 1 });
    events.push({
      type: 'converged',
      dot: entry,
      acceptedAtMs: entry.acceptedAtMs,
      convergenceMs: convergedAtMs - entry.acceptedAtMs,
      confirmedMs: now - entry.acceptedAtMs,
      traceparent: entry.traceparent,
    });
  }

  #runConverged(
    { from, to, count, firstAcceptedMs, lastHeldMs }: OpenRun,
    now: number,
    events: NodeEvent[],
  ): void {
    events.push({ type: 'dropped', what: 'apply_times', count });
    const convergenceMs = Math.min(lastHeldMs, now) - firstAcceptedMs;
    events.push({
      type: 'run_converged',
      from,
      to,
      count,
      convergenceMs,
      confirmedMs: now - firstAcceptedMs,
    });
  }

  #joinOldest(): void {
    let oldest = this.#open.get(this.#firstOpen);
    while (oldest === undefined) oldest = this.#open.get(++this.#firstOpen);
    this.#open.delete(this.#firstOpen);
    this.#runs.join(this.#firstOpen, oldest.entry.acceptedAtMs, oldest.lastHeldMs);
    this.#firstOpen++;
  }

  #advance(): void {
    const run = this.#runs.first;
    if (run !== undefined) {
      this.#stable = Math.max(this.#stable, run.from - 1);
      return;
    }
    this.#stable = Math.max(this.#stable, this.#firstOpen - 1);
    while (this.#stable < this.#lastSeq && !this.#open.has(this.#stable + 1)) this.#stable++;
    this.#firstOpen = this.#stable + 1;
  }
}
