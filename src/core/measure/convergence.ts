/**
 * When has the last replica a write? The origin keeps every write of its own open until each peer has said since when
 * it holds it, or a later version. Because acknowledgements carry that time, how late they come does not matter.
 */

import type { WireRun } from '../../protocol/gossip.ts';
import type { NodeId } from '../../protocol/names.ts';
import type { NodeEvent } from '../events.ts';
import type { Entry } from '../store/entry.ts';
import {
  namesOf,
  others,
  type Acknowledged,
  type Audience,
  type AudienceChange,
  type ConvergenceLimits,
  type KeptAudience,
  type Resumed,
} from './audience.ts';
import { OpenRuns, type KeptRun } from './open-runs.ts';
import { reportConverged, reportRun, type OpenWrite } from './open-write.ts';
import { PeerAcks } from './peer-acks.ts';

/** What of an open write survives the process. */
export type KeptWrite = Pick<OpenWrite, 'entry' | 'lastHeldMs' | 'isAtMost'> & KeptAudience;

export class Convergence {
  readonly #acked = new PeerAcks();
  readonly #isPeer: (node: NodeId) => boolean;
  readonly #limits: ConvergenceLimits;
  /** Of writes that are accepted now. */
  #audience: Audience;
  /** Whose acknowledgements the logs wait for, too; undefined: nobody's but the audience's, because members never change. */
  #retained: readonly NodeId[] | undefined;
  readonly #open = new Map<number, OpenWrite>();
  /** Of writes that were open when the process before this one ended, by the names in them. */
  readonly #resumed = new Map<string, Audience>();
  /** Older than all of `#open`. */
  readonly #runs: OpenRuns;
  #lastSeq = 0;
  #stable = 0;
  /** All writes through this one have converged. */
  #through = 0;
  /** The latest version that has converged. */
  #convergedUs = 0;
  /** No write before it is followed by itself. */
  #firstOpen = 1;

  constructor(peerCount: number, isPeer: (node: NodeId) => boolean, limits: ConvergenceLimits) {
    this.#audience = { size: peerCount, has: isPeer };
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

  /** All writes through this one have converged, and whoever is joining has them, too: nobody needs to be told of them. */
  get stable(): number {
    return this.#stable;
  }

  /** Some acknowledgement is missing: of a write that is pending, or of who was joining when a write was accepted. */
  get isIncomplete(): boolean {
    return this.#stable < this.#lastSeq;
  }

  /** How many writes the peer furthest behind has not acknowledged, counted from its first missing one. */
  get lagMax(): number {
    return this.#lastSeq - this.#through;
  }

  /**
   * Another view: who counts for writes from now on, and who is gone.
   * @param change.joined their acknowledgements are awaited for writes that are accepted from now on: what there was, they take over
   */
  membersChanged(change: AudienceChange, now: number, events: NodeEvent[]): void {
    const { counting, retained, joined, gone } = change;
    for (const node of gone) this.#removed(node, now, events);
    for (const node of joined) this.#acked.begin(node, this.#lastSeq);
    this.#audience = new Set(counting);
    this.#retained = retained;
    this.#advance();
  }

  /** The latest version that has converged. */
  get convergedUs(): number {
    return this.#convergedUs;
  }

  /** What each peer has acknowledged. */
  *acknowledged(): Generator<[by: NodeId, runs: WireRun[]]> {
    for (const peer of this.#acked.peers()) yield [peer, this.#acked.runs(peer)];
  }

  openWrites(): KeptWrite[] {
    return [...this.#open.values()].map((write) => {
      const { entry, lastHeldMs, isAtMost } = write;
      return { entry, lastHeldMs, isAtMost, ...this.#kept(write) };
    });
  }

  joinedRuns(): KeptRun[] {
    return this.#runs.all((run) => this.#kept(run));
  }

  /** Most writes wait for whoever counts now. */
  #kept({ audience, isAmongRest }: Pick<OpenWrite, 'audience' | 'isAmongRest'>): KeptAudience {
    if (audience === this.#audience && !isAmongRest) return {};
    return { audience: namesOf(audience), isAmongRest };
  }

  /** One for all writes that wait for the same. */
  #resumedAudience(names: readonly NodeId[] | undefined): Audience {
    if (names === undefined) return this.#audience;
    const text = names.join(' ');
    let audience = this.#resumed.get(text);
    if (audience === undefined) this.#resumed.set(text, (audience = new Set(names)));
    return audience;
  }

  /** Goes on where a process ended. Call it first, then the four below, in their order. */
  resume({ lastSeq, stable, convergedUs }: Resumed): void {
    this.#lastSeq = lastSeq;
    this.#stable = stable;
    this.#through = stable;
    this.#convergedUs = convergedUs;
    this.#firstOpen = stable + 1;
  }

  resumeAcknowledged(by: NodeId, runs: readonly (readonly [number, number])[]): void {
    if (!this.#isPeer(by)) return;
    this.#acked.begin(by, 0);
    for (const [from, to] of runs) this.#acked.add(by, from, to, this.#limits.gapRuns);
  }

  resumeRun(run: KeptRun): void {
    const { audience, isAmongRest = false } = run;
    this.#runs.resume({ ...run, audience: this.#resumedAudience(audience), isAmongRest });
    this.#firstOpen = run.to + 1;
  }

  resumeOpen({ entry, lastHeldMs, isAtMost, audience: names, isAmongRest = false }: KeptWrite): void {
    const audience = this.#resumedAudience(names);
    let awaiting = audience.size;
    for (const by of this.#acked.peers()) if (audience.has(by) && this.#acked.has(by, entry.seq)) awaiting--;
    if (awaiting > 0)
      this.#open.set(entry.seq, { entry, awaiting, audience, lastHeldMs, isAtMost, isAmongRest });
  }

  /** All is known again. What is stable may be behind what has converged: who was joining has to acknowledge that, too. */
  resumed(): void {
    this.#advance();
  }

  accepted(entry: Entry, events: NodeEvent[]): void {
    this.#lastSeq = entry.seq;
    const { acceptedAtMs } = entry;
    const audience = this.#audience;
    const write = {
      entry,
      awaiting: audience.size,
      audience,
      lastHeldMs: acceptedAtMs,
      isAtMost: false,
      isAmongRest: false,
    };
    if (write.awaiting === 0) this.#converged(write, acceptedAtMs, events);
    else this.#open.set(entry.seq, write);
    if (this.#open.size > this.#limits.openWrites) this.#joinOldest();
    this.#advance();
  }

  /** @returns whether it is news: what was acknowledged before changes nothing */
  acknowledge(ack: Acknowledged, now: number, events: NodeEvent[]): boolean {
    const { by } = ack;
    const to = Math.min(ack.to, this.#lastSeq);
    const news = this.#acked.missingIn(by, ack.from, to);
    if (news.length === 0 || !(this.#acked.knows(by) || this.#isPeer(by))) return false;
    for (const [first, last] of news) {
      // It would count twice if it were forgotten: what there is no room for is asked for again.
      if (!this.#acked.add(by, first, last, this.#limits.gapRuns)) continue;
      this.#runs.held(first, last, ack.heldAtMs);
      this.#held(first, last, ack, now, events);
    }
    for (const run of this.#runs.takeConverged(this.#acked)) reportRun(run, now, events);
    this.#advance();
    return true;
  }

  /** The latest version up to this one that some peer has surely taken in. */
  latestHeldUs(limitUs: number): number {
    let latest = this.#convergedUs <= limitUs ? this.#convergedUs : 0;
    for (const { entry, awaiting, audience } of this.#open.values())
      if (awaiting < audience.size && entry.clockUs <= limitUs) latest = Math.max(latest, entry.clockUs);
    return latest;
  }

  /** From which write on a peer's acknowledgements are missing; undefined when none is. */
  missingFrom(peer: NodeId): number | undefined {
    const from = this.#acked.through(peer) + 1;
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
      if (write === undefined || !write.audience.has(ack.by)) continue;
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

  /** Nobody will acknowledge for it any more: what waits only for that one has converged among the rest. */
  #removed(node: NodeId, now: number, events: NodeEvent[]): void {
    const smaller = new Map<Audience, Audience>();
    const without = (audience: Audience): Audience => {
      let less = smaller.get(audience);
      if (less === undefined) smaller.set(audience, (less = others(audience, node)));
      return less;
    };
    for (const [seq, write] of this.#open) {
      if (!write.audience.has(node)) continue;
      write.audience = without(write.audience);
      if (this.#acked.has(node, seq)) continue;
      write.isAmongRest = true;
      if (--write.awaiting > 0) continue;
      this.#open.delete(seq);
      this.#converged(write, now, events);
    }
    this.#runs.removed(node, this.#acked, without);
    this.#acked.delete(node);
    for (const run of this.#runs.takeConverged(this.#acked)) reportRun(run, now, events);
  }

  #converged(write: OpenWrite, now: number, events: NodeEvent[]): void {
    if (!write.isAmongRest) this.#convergedUs = Math.max(this.#convergedUs, write.entry.clockUs);
    reportConverged(write, now, events);
  }

  #joinOldest(): void {
    let oldest = this.#open.get(this.#firstOpen);
    while (oldest === undefined) oldest = this.#open.get(++this.#firstOpen);
    this.#open.delete(this.#firstOpen);
    this.#runs.join(this.#firstOpen, oldest);
    this.#firstOpen++;
  }

  #advance(): void {
    const run = this.#runs.first;
    if (run !== undefined) this.#through = Math.max(this.#through, run.from - 1);
    else {
      this.#through = Math.max(this.#through, this.#firstOpen - 1);
      while (this.#through < this.#lastSeq && !this.#open.has(this.#through + 1)) this.#through++;
      this.#firstOpen = this.#through + 1;
    }
    let stable = this.#through;
    for (const node of this.#retained ?? []) stable = Math.min(stable, this.#acked.through(node));
    this.#stable = Math.max(this.#stable, stable);
  }
}
