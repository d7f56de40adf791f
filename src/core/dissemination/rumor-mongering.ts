/**
 * Rumor mongering (Demers et al. 1987, section 1.4). A replica that hears something new tells `fanout` random peers a round (push), tells
 * those that ask it (pull), or both, until it loses interest: `rumor-interest.ts` says when. Who has just heard a rumor takes it for news
 * once more: the paper's rounds are synchronous, so that who is told twice in one of them was told news twice. With that its tables come
 * out (docs/reproduced.md). Cost of push with feedback and a counter: a handful of messages a site (table 1: 3.3 for k = 2, at a residue of
 * 3.7 %), and a feedback for each needless one; time: log2 n + ln n rounds for fanout 1. Pull reaches more of those that are left, and
 * asks for ever, also while nothing is new. Whom the rumor missed waits for anti-entropy.
 *
 * Lazy push announces rumors in place of sending them, and whoever lacks one asks for it (as IHAVE and IWANT of GossipSub). Cost: a
 * payload a replica, and small messages otherwise, two more of them for each payload; time: three latencies a hop in place of one.
 */

import type { GossipBody, WireDots } from '../../protocol/gossip.ts';
import type { NodeId } from '../../protocol/names.ts';
import { WIRE_LIMITS } from '../../protocol/validate/limits.ts';
import type { Dot } from '../store/dot.ts';
import type { Entry } from '../store/entry.ts';
import type { Arrival, Dissemination, StrategyHost } from './dissemination.ts';
import { LazyPush } from './lazy-push.ts';
import { interestOf, type Interest, type InterestSettings, type Tellings } from './rumor-interest.ts';
import { apart, joined, runsOf, without } from './runs.ts';

export const RUMOR_EXCHANGES = ['push', 'pull', 'push-pull', 'lazy-push'] as const;
export type RumorExchange = (typeof RUMOR_EXCHANGES)[number];

export interface RumorMongeringSettings extends InterestSettings {
  /** Peers told or asked a round. */
  readonly fanout: number;
  /** Between two rounds. */
  readonly roundIntervalMs: number;
  readonly rumorExchange: RumorExchange;
  /** With lazy push: how long a rumor that was asked for may take before somebody else is asked. */
  readonly graftAfterMs: number;
}

interface Rumor extends Tellings {
  readonly entry: Entry;
  rounds: number;
  readonly heardAtMs: number;
}

export class RumorMongering implements Dissemination {
  readonly #host: StrategyHost;
  readonly #settings: RumorMongeringSettings;
  readonly #interest: Interest;
  /** Whether it asks peers each round. */
  readonly #asks: boolean;
  readonly #lazy: LazyPush;
  /** In the order in which they were heard. */
  readonly #hot = new Map<Dot, Rumor>();
  dueAtMs: number;

  constructor(host: StrategyHost, settings: RumorMongeringSettings) {
    this.#host = host;
    this.#settings = settings;
    this.#asks = settings.rumorExchange === 'pull' || settings.rumorExchange === 'push-pull';
    this.#lazy = new LazyPush(host, settings.graftAfterMs);
    this.#interest = interestOf(settings, this.#asks, host.rng);
    this.dueAtMs = this.#asks ? 0 : Infinity;
  }

  accepted(entry: Entry, now: number): void {
    this.#heat(entry, now);
  }

  arrived({ kind, from, body, fresh, duplicates }: Arrival, now: number): void {
    for (const entry of fresh) {
      this.#lazy.came(entry);
      this.#heat(entry, now);
    }
    if (kind === 'rumor' || kind === 'pull') {
      const isNews = (dot: Dot): boolean => this.#isNews(dot, now);
      const known = duplicates.some(isNews) ? duplicates.filter((dot) => !isNews(dot)) : duplicates;
      if (known.length > 0) this.#host.tell(from, 'feedback', { dots: joined(known) }, now);
    }
    if (kind === 'pull') this.#answer(from, new Set<Dot>([...fresh, ...duplicates]), now);
    if (kind === 'feedback')
      for (const run of apart(body.dots ?? []))
        for (const entry of this.#host.entriesIn(run)) this.#known(entry);
    if (kind === 'ihave') this.#announced(from, body.dots ?? [], now);
    if (kind === 'iwant') this.#wanted(from, body, now);
  }

  reachabilityChanged(): void {
    // Whoever is avoided is looked up in each round.
  }

  neighboursChanged(): void {
    // They are drawn anew each round.
  }

  /** Rumors go anywhere: an acknowledgement goes straight. */
  ackVia(origin: NodeId): NodeId {
    return origin;
  }

  flush(now: number): void {
    this.dueAtMs = now + this.#settings.roundIntervalMs;
    const { rumorExchange } = this.#settings;
    const entries = this.#roundOf(rumorExchange === 'pull' ? Infinity : this.#host.bounds.messageEntries);
    if (entries.length === 0 && !this.#asks) return;
    for (const peer of this.#draw(now)) {
      if (rumorExchange === 'push') this.#tell(peer, 'rumor', entries, now);
      else if (rumorExchange === 'lazy-push') this.#announce(peer, entries, now);
      else if (rumorExchange === 'pull' || entries.length === 0) this.#host.tell(peer, 'pull', {}, now);
      else this.#tell(peer, 'pull', entries, now);
    }
  }

  /** What is hot here and was not in the question: what one message holds, in turns. */
  #answer(peer: NodeId, held: ReadonlySet<Dot>, now: number): void {
    const entries: Entry[] = [];
    for (const { entry } of this.#hot.values()) {
      if (entries.length >= this.#host.bounds.messageEntries) break;
      if (!held.has(entry)) entries.push(entry);
    }
    for (const entry of entries) this.#toTheEnd(entry);
    this.#host.answer(peer, 'rumor', entries, now);
    for (const entry of entries) this.#told(entry);
  }

  #tell(peer: NodeId, kind: 'rumor' | 'pull', entries: readonly Entry[], now: number): void {
    this.#host.send(peer, kind, entries, now);
    for (const entry of entries) this.#told(entry);
  }

  /** An announcement counts as a telling. What one message does not hold comes by anti-entropy. */
  #announce(peer: NodeId, entries: readonly Entry[], now: number): void {
    const dots = runsOf(entries).slice(0, WIRE_LIMITS.dots);
    if (dots.length > 0) this.#host.tell(peer, 'ihave', { dots }, now);
    for (const entry of entries) this.#told(entry);
  }

  /** What is lacking here is asked for; of what is known, and no news, the announcer hears so. */
  #announced(from: NodeId, dots: readonly WireDots[], now: number): void {
    const { wanted, known } = this.#lazy.announced(dots, now);
    if (wanted.length > 0) this.#host.tell(from, 'iwant', { dots: wanted }, now);
    const old = known.length === 0 ? known : without(known, this.#news(now));
    if (old.length > 0) this.#host.tell(from, 'feedback', { dots: old.slice(0, WIRE_LIMITS.dots) }, now);
  }

  /** What a peer asks for is what was announced to it, and no more than it may wait for. */
  #wanted(from: NodeId, body: GossipBody, now: number): void {
    const entries: Entry[] = [];
    for (const entry of this.#entriesIn(body)) {
      if (entries.length >= this.#host.bounds.announcements) break;
      entries.push(entry);
    }
    this.#host.answer(from, 'rumor', entries, now);
  }

  *#entriesIn({ dots = [] }: GossipBody): Generator<Entry> {
    for (const run of apart(dots)) yield* this.#host.entriesIn(run);
  }

  /**
   * What is told in this round: what one message holds, in turns, and then without what was overwritten. Peers that cannot
   * follow would be told it all over and over, before what they answer comes back.
   */
  #roundOf(limit: number): Entry[] {
    const { bounds } = this.#host;
    const isMuch = this.#hot.size > limit;
    const entries: Entry[] = [];
    for (const rumor of isMuch ? [...this.#hot.values()] : this.#hot.values()) {
      if (entries.length >= limit) break;
      const { entry } = rumor;
      // Without feedback, in a partition say, it would be told for ever.
      const isOld = ++rumor.rounds > bounds.rumorRounds;
      const isNeedless = isMuch && !this.#host.isLive(entry);
      if (isNeedless) this.#host.dropped('hot_rumors');
      const isOver = this.#interest.roundOver(rumor);
      if (isOld || isNeedless || isOver || this.#host.entryOf(entry) !== entry) this.#cool(entry);
      else entries.push(entry);
      if (isMuch) this.#toTheEnd(entry);
    }
    return entries;
  }

  #toTheEnd(entry: Entry): void {
    const rumor = this.#hot.get(entry);
    if (rumor !== undefined && this.#hot.delete(entry)) this.#hot.set(entry, rumor);
  }

  #heat(entry: Entry, now: number): void {
    if (this.#hot.size === 0 && !this.#asks) this.dueAtMs = now + this.#settings.roundIntervalMs;
    this.#hot.set(entry, { entry, heardAtMs: now, needless: 0, told: 0, known: 0, rounds: 0 });
    if (this.#hot.size <= this.#host.bounds.hotRumors) return;
    const [oldest] = this.#hot.keys();
    if (oldest !== undefined) this.#hot.delete(oldest);
    this.#host.dropped('hot_rumors');
  }

  /** Whether it was heard for the first time in the present round, as far as there is one. */
  #isNews(dot: Dot, now: number): boolean {
    const rumor = this.#hot.get(dot);
    return rumor !== undefined && now < rumor.heardAtMs + this.#settings.roundIntervalMs / 2;
  }

  #news(now: number): Entry[] {
    return [...this.#hot.values()].map(({ entry }) => entry).filter((entry) => this.#isNews(entry, now));
  }

  #told(entry: Entry): void {
    const rumor = this.#hot.get(entry);
    if (rumor !== undefined && this.#interest.told(rumor)) this.#cool(entry);
  }

  #known(entry: Entry): void {
    const rumor = this.#hot.get(entry);
    if (rumor !== undefined && this.#interest.known(rumor)) this.#cool(entry);
  }

  #cool(entry: Entry): void {
    this.#hot.delete(entry);
    if (this.#hot.size === 0 && !this.#asks) this.dueAtMs = Infinity;
  }

  /** `fanout` different peers, of those that most likely hear it. */
  #draw(now: number): NodeId[] {
    const { neighbours: peers, rng } = this.#host;
    const count = Math.min(this.#settings.fanout, peers.length);
    const drawn = new Set<NodeId>();
    const avoided = new Set<NodeId>();
    while (drawn.size < count && drawn.size + avoided.size < peers.length) {
      const peer = peers.at(rng.below(peers.length));
      if (peer !== undefined) (this.#host.isAvoided(peer, now) ? avoided : drawn).add(peer);
    }
    return [...drawn];
  }
}
