/**
 * Rumor mongering (Demers et al. 1987, section 1.4): push, with feedback and a counter. A replica that hears something
 * new tells `fanout` random peers a round, until `rumorStopCount` in a row have said that they knew it already. A round in
 * which nobody said so begins the count anew; and who has just heard a rumor takes it for news once more: the paper's
 * rounds are synchronous, so that who is told twice in one of them was told news twice. With these two its table comes out.
 * Cost: a handful of messages a site (table 1 of the paper: 3.3 for k = 2, at a residue of 3.7 %), and a feedback for
 * each needless one; time: log2 n + ln n rounds for fanout 1. Whom the rumor missed waits for anti-entropy.
 */

import type { NodeId } from '../../protocol/names.ts';
import type { Dot } from '../store/dot.ts';
import type { Entry } from '../store/entry.ts';
import type { Arrival, Dissemination, StrategyHost } from './dissemination.ts';
import { apart, joined } from './runs.ts';

export interface RumorMongeringSettings {
  /** Peers told a round. */
  readonly fanout: number;
  /** Between two rounds. */
  readonly roundIntervalMs: number;
  /** Needless tellings in a row after which a rumor is dropped: k in the paper. */
  readonly rumorStopCount: number;
}

interface Rumor {
  readonly entry: Entry;
  needless: number;
  rounds: number;
  readonly heardAtMs: number;
  /** Whether somebody knew it in the last round. */
  wasKnown: boolean;
}

export class RumorMongering implements Dissemination {
  readonly #host: StrategyHost;
  readonly #settings: RumorMongeringSettings;
  /** In the order in which they were heard. */
  readonly #hot = new Map<Dot, Rumor>();
  dueAtMs = Infinity;

  constructor(host: StrategyHost, settings: RumorMongeringSettings) {
    this.#host = host;
    this.#settings = settings;
  }

  accepted(entry: Entry, now: number): void {
    this.#heat(entry, now);
  }

  arrived({ kind, from, body, fresh, duplicates }: Arrival, now: number): void {
    for (const entry of fresh) this.#heat(entry, now);
    if (kind === 'rumor') {
      const isNews = (dot: Dot): boolean => this.#isNews(dot, now);
      const known = duplicates.some(isNews) ? duplicates.filter((dot) => !isNews(dot)) : duplicates;
      if (known.length > 0) this.#host.tell(from, 'feedback', { dots: joined(known) }, now);
    }
    if (kind !== 'feedback') return;
    for (const run of apart(body.dots ?? [])) {
      for (const entry of this.#host.entriesIn(run)) this.#needless(entry);
    }
  }

  reachabilityChanged(): void {
    // Rumors go to anybody.
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
    const entries = this.#roundOf(this.#host.bounds.messageEntries);
    if (entries.length === 0) return;
    for (const peer of this.#draw()) this.#host.send(peer, 'rumor', entries, now);
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
      if (isOld || isNeedless || this.#host.entryOf(entry) !== entry) this.#cool(entry);
      else entries.push(entry);
      if (!rumor.wasKnown) rumor.needless = 0;
      rumor.wasKnown = false;
      if (isMuch && this.#hot.delete(entry)) this.#hot.set(entry, rumor);
    }
    return entries;
  }

  #heat(entry: Entry, now: number): void {
    if (this.#hot.size === 0) this.dueAtMs = now + this.#settings.roundIntervalMs;
    this.#hot.set(entry, { entry, heardAtMs: now, needless: 0, rounds: 0, wasKnown: false });
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

  #needless(entry: Entry): void {
    const rumor = this.#hot.get(entry);
    if (rumor === undefined) return;
    rumor.wasKnown = true;
    if (++rumor.needless >= this.#settings.rumorStopCount) this.#cool(rumor.entry);
  }

  #cool(entry: Entry): void {
    this.#hot.delete(entry);
    if (this.#hot.size === 0) this.dueAtMs = Infinity;
  }

  /** `fanout` different peers. */
  #draw(): NodeId[] {
    const { neighbours: peers, rng } = this.#host;
    const count = Math.min(this.#settings.fanout, peers.length);
    const drawn = new Set<NodeId>();
    while (drawn.size < count) {
      const peer = peers.at(rng.below(peers.length));
      if (peer !== undefined) drawn.add(peer);
    }
    return [...drawn];
  }
}
