/**
 * Drops tombstones, once nothing that they supersede can come any more (docs/design.md, "Deletes", has the proof).
 *
 * A sweep takes up the tombstones that are held, and asks every peer twice. First each has to show that it has seen all that
 * was seen here: it holds these tombstones, or something later. Then, after longer than a message may be on its way, each has
 * to be the same life still, and to have seen nothing that was not seen here. So for all that time nobody could send a value
 * that one of these tombstones supersedes, what had been sent before is too old to be taken in, and whatever anybody still
 * says of such values was seen here: it will be known as a duplicate.
 */

import type { GossipBody, WireSeen } from '../../protocol/gossip.ts';
import type { Key, NodeId, Origin } from '../../protocol/names.ts';
import type { Duty } from '../agenda.ts';
import type { View } from '../membership/view.ts';
import type { ReplicaState } from '../state.ts';
import type { Entry } from '../store/entry.ts';
import { wireSeen } from '../store/wire-seen.ts';
import { rowsCover, vectorCovers } from './covering.ts';

/** What is asked first, and what in the end. */
interface Round {
  /** Answers to earlier questions do not count. */
  readonly askedFromMs: number;
  /** Who has answered as it has to, and which life. */
  readonly answered: Map<NodeId, Origin>;
}

type Told = Pick<GossipBody, 'origin'> & { readonly seen: readonly WireSeen[] };

interface Batch {
  /** Who had to answer when it began, where members change: whoever has another view may know of others who write. */
  readonly view: View | undefined;
  readonly tombstones: readonly (readonly [key: Key, entry: Entry])[];
  /** What was seen here when it began. */
  readonly held: readonly WireSeen[];
  readonly first: Round;
  /** When the last question may be asked; Infinity: the first is not answered by all. */
  waitsUntilMs: number;
  last: Round | undefined;
}

export class Sweep {
  readonly #state: ReplicaState;
  readonly #ask: (peer: NodeId, now: number) => void;
  #batch: Batch | undefined;
  #turn = 0;
  #dueAtMs = Infinity;

  /** @param ask sends a peer a question, which it answers with what it has seen */
  constructor(state: ReplicaState, ask: (peer: NodeId, now: number) => void) {
    this.#state = state;
    this.#ask = ask;
  }

  get dueAtMs(): number {
    return this.#dueAtMs;
  }

  get duty(): Duty {
    return { part: this, run: (now) => this.#goOn(now) };
  }

  /** Called in every step: where nothing was ever deleted it is one comparison. */
  look(now: number): void {
    if (this.#dueAtMs < Infinity || this.#batch !== undefined) return;
    if (this.#state.store.tombstones.size > 0) this.#dueAtMs = now + this.#state.config.antiEntropyIntervalMs;
  }

  /** A peer's answer to a question of this life, after it was worked through. */
  answered(body: GossipBody, from: NodeId, now: number): void {
    const batch = this.#batch;
    const { echo, seen } = body;
    if (batch === undefined || echo === undefined || seen === undefined) return;
    if (batch.view !== this.#state.view) {
      this.#end();
      return;
    }
    if (batch.view?.isSame(body.view) === false) return;
    const [asker, askedAtMs] = echo;
    if (asker !== this.#state.origin || askedAtMs < (batch.last ?? batch.first).askedFromMs) return;
    if (batch.waitsUntilMs === Infinity) this.#firstAnswer(batch, { ...body, seen }, from, now);
    else if (batch.first.answered.get(from) !== body.origin) this.#end();
    else if (batch.last !== undefined && this.#isInTime(body.at, askedAtMs, now))
      this.#lastAnswer(batch, batch.last, { ...body, seen }, from);
  }

  #firstAnswer(batch: Batch, { origin, seen }: Told, from: NodeId, now: number): void {
    if (!rowsCover(seen, batch.held)) return;
    batch.first.answered.set(from, origin);
    if (!this.#isDone(batch.first)) return;
    // What was sent before is on its way for a while.
    batch.waitsUntilMs = now + this.#waitMs;
    this.#dueAtMs = batch.waitsUntilMs;
  }

  #lastAnswer(batch: Batch, last: Round, { origin, seen }: Told, from: NodeId): void {
    if (!vectorCovers(this.#state.seen, seen)) return;
    last.answered.set(from, origin);
    if (this.#isDone(last)) this.#forget(batch.tombstones);
  }

  /** Longer than a message can be on its way and still be taken in, whatever the clocks show. */
  get #waitMs(): number {
    const { messageAgeLimitMs, config } = this.#state;
    return messageAgeLimitMs + config.maxClockAheadMs;
  }

  #isDone({ answered }: Round): boolean {
    return this.#state.peers.every((peer) => answered.has(peer));
  }

  /** Whether the peer's clock is as near as clocks have to be. */
  #isInTime(at: number, askedAtMs: number, now: number): boolean {
    const { maxClockAheadMs } = this.#state.config;
    return at >= askedAtMs - maxClockAheadMs && at <= now + maxClockAheadMs;
  }

  #goOn(now: number): void {
    const { view, origin } = this.#state;
    if (this.#batch !== undefined && this.#batch.view !== view) this.#end();
    this.#dueAtMs = now + this.#state.config.antiEntropyIntervalMs;
    // A life that is gone asks nobody any more, and keeps what it has.
    if (!this.#state.isFollowed(origin)) return;
    // Where there are no peers, they go the next time: a step that writes one is not the one that drops it.
    if (this.#batch !== undefined && this.#state.peers.length === 0) {
      this.#forget(this.#batch.tombstones);
      return;
    }
    const batch = (this.#batch ??= this.#begin(now));
    if (batch === undefined) return;
    if (now >= batch.waitsUntilMs) batch.last ??= { askedFromMs: now, answered: new Map() };
    this.#askNext((batch.last ?? batch.first).answered, now);
  }

  /** Those that are claimed: what a bound has forgotten no peer can show to have. */
  #begin(now: number): Batch | undefined {
    const { store, seen, view } = this.#state;
    const tombstones = [...store.tombstones.all()].filter(([, { origin, seq }]) => seen.has(origin, seq));
    if (tombstones.length === 0) return undefined;
    const held = seen.all().map((state) => wireSeen(state.origin, state, null));
    const first = { askedFromMs: now, answered: new Map() };
    return { view, tombstones, held, first, waitsUntilMs: Infinity, last: undefined };
  }

  /** One peer each time: most answer what they are asked anyway. */
  #askNext(answered: ReadonlyMap<NodeId, Origin>, now: number): void {
    const { peers, reachability } = this.#state;
    for (let i = 0; i < peers.length; i++) {
      const peer = peers.at(this.#turn++ % peers.length);
      if (peer === undefined || answered.has(peer) || reachability.isSuspected(peer)) continue;
      this.#ask(peer, now);
      return;
    }
  }

  #forget(tombstones: Batch['tombstones']): void {
    const { store, out } = this.#state;
    const dropped = tombstones.filter(([key, entry]) => store.entryOf(key) === entry);
    store.forget(dropped);
    const { latestDropped: latest } = store.tombstones;
    if (dropped.length > 0 && latest !== undefined) {
      const keys = dropped.map(([key]) => key);
      out.events.push({ type: 'forgotten', keys });
      out.changes?.push({ type: 'dropped', keys, latest });
    }
    this.#end();
  }

  /** Where tombstones are left, the next step begins again. */
  #end(): void {
    this.#batch = undefined;
    this.#dueAtMs = Infinity;
  }
}
