/**
 * Rumor mongering (Demers et al. 1987, section 1.4). A replica that hears something new tells `fanout` random peers a round (push), tells
 * those that ask it (pull), or both, until it loses interest: `rumor-interest.ts` says when. Who has just heard a rumor takes it for news
 * once more: the paper's rounds are synchronous, so that who is told twice in one of them was told news twice. With that its tables come
 * out (docs/reproduced.md). Cost of push with feedback and a counter: a handful of messages a site (table 1: 3.3 for k = 2, at a residue of
 * 3.7 %), and a feedback for each needless one; time: log2 n + ln n rounds for fanout 1. Pull reaches more of those that are left, and
 * asks for ever, also while nothing is new. Whom the rumor missed waits for anti-entropy.
 */

import type { NodeId } from '../../protocol/names.ts';
import type { Dot } from '../store/dot.ts';
import type { Entry } from '../store/entry.ts';
import type { Arrival, Dissemination, StrategyHost } from './dissemination.ts';
import { interestOf, type Interest, type InterestSettings, type Tellings } from './rumor-interest.ts';
import { apart, joined } from './runs.ts';

export const RUMOR_EXCHANGES = ['push', 'pull', 'push-pull'] as const;
export type RumorExchange = (typeof RUMOR_EXCHANGES)[number];

export interface RumorMongeringSettings extends InterestSettings {
  /** Peers told or asked a round. */
  readonly fanout: number;
  /** Between two rounds. */
  readonly roundIntervalMs: number;
  readonly rumorExchange: RumorExchange;
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
  readonly #asks: boolean;
  /** In the order in which they were heard. */
  readonly #hot = new Map<Dot, Rumor>();
  dueAtMs: number;

  constructor(host: StrategyHost, settings: RumorMongeringSettings) {
    this.#host = host;
    this.#settings = settings;
    this.#asks = settings.rumorExchange !== 'push';
    this.#interest = interestOf(settings, this.#asks, host.rng);
    this.dueAtMs = this.#asks ? 0 : Infinity;
  }

  accepted(entry: Entry, now: number): void {
    this.#heat(entry, now);
  }

  arrived({ kind, from, body, fresh, duplicates }: Arrival, now: number): void {
    for (const entry of fresh) this.#heat(entry, now);
    if (kind === 'rumor' || kind === 'pull') {
      const isNews = (dot: Dot): boolean => this.#isNews(dot, now);
      const known = duplicates.some(isNews) ? duplicates.filter((dot) => !isNews(dot)) : duplicates;
      if (known.length > 0) this.#host.tell(from, 'feedback', { dots: joined(known) }, now);
    }
    if (kind === 'pull') this.#answer(from, new Set<Dot>([...fresh, ...duplicates]), now);
    if (kind !== 'feedback') return;
    for (const run of apart(body.dots ?? [])) {
      for (const entry of this.#host.entriesIn(run)) this.#known(entry);
    }
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
    this.#tell(peer, 'rumor', entries, now);
  }

  #tell(peer: NodeId, kind: 'rumor' | 'pull', entries: readonly Entry[], now: number): void {
    this.#host.send(peer, kind, entries, now);
    for (const entry of entries) {
      const rumor = this.#hot.get(entry);
      if (rumor !== undefined && this.#interest.told(rumor)) this.#cool(entry);
    }
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
