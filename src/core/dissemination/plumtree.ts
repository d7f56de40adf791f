/**
 * Plumtree (Leitão, Pereira, Rodrigues 2007, "Epidemic Broadcast Trees"): entries are pushed along the links of a tree
 * and announced along the other links of an overlay. A link over which an entry comes twice is pruned from the tree; an
 * announced entry that does not come is asked for, which grafts a link back.
 * Cost: n − 1 messages with entries a flush once the tree stands (relative message redundancy 0), and an announcement
 * a lazy link and interval; time: the depth of the tree in hops, each a flush interval and a latency.
 */

import type { NodeId } from '../../protocol/envelope.ts';
import type { WireDots } from '../../protocol/gossip.ts';
import { nodeOf, type Dot } from '../dot.ts';
import type { Entry } from '../entry.ts';
import type { Arrival, Dissemination, Mailer } from './dissemination.ts';
import { neighboursOf } from './overlay.ts';
import { runsOf } from './runs.ts';

/** Announced entries that are waited for at once; what is beyond comes by anti-entropy. */
export const MISSING_LIMIT = 10_000;

export interface PlumtreeSettings {
  /** How long entries gather before they are pushed on; 0: at once. */
  readonly flushIntervalMs: number;
  /** Links of each node in the overlay. */
  readonly fanout: number;
  /** How long announcements gather. */
  readonly lazyIntervalMs: number;
  /** How long an announced entry may take before its link is grafted. */
  readonly graftAfterMs: number;
}

interface Missing {
  readonly dot: Dot;
  /** Who announced it, in that order. */
  readonly announcers: NodeId[];
  dueAtMs: number;
}

export class Plumtree implements Dissemination {
  readonly #mailer: Mailer;
  readonly #settings: PlumtreeSettings;
  readonly #eager: Set<NodeId>;
  readonly #lazy = new Set<NodeId>();
  /** From whom an origin's entries come: acknowledgements go back along the tree. */
  readonly #parents = new Map<NodeId, NodeId>();
  readonly #missing = new Map<string, Missing>();
  #unpushed: Entry[] = [];
  #unannounced: Entry[] = [];
  #pushAtMs = Infinity;
  #announceAtMs = Infinity;
  #graftAtMs = Infinity;

  constructor(mailer: Mailer, settings: PlumtreeSettings) {
    this.#mailer = mailer;
    this.#settings = settings;
    this.#eager = new Set(neighboursOf(mailer.me, mailer.peers, settings.fanout));
  }

  get dueAtMs(): number {
    return Math.min(this.#pushAtMs, this.#announceAtMs, this.#graftAtMs);
  }

  accepted(entry: Entry, now: number): void {
    this.#spread(entry, now);
  }

  arrived(arrival: Arrival, now: number): void {
    const { kind, from, body, fresh, duplicates } = arrival;
    for (const entry of fresh) {
      this.#missing.delete(nameOf(entry));
      this.#spread(entry, now);
    }
    if (kind === 'eager') this.#cameOver(from, fresh, duplicates, now);
    else if (kind === 'prune') this.#makeLazy(from);
    else if (kind === 'ihave') this.#announced(from, body.dots ?? [], now);
    else if (kind === 'graft') this.#grafted(from, body.dots ?? [], now);
  }

  ackVia(origin: NodeId): NodeId {
    return this.#parents.get(origin) ?? origin;
  }

  flush(now: number): void {
    if (this.#pushAtMs <= now) this.#push(now);
    if (this.#announceAtMs <= now) this.#announce(now);
    if (this.#graftAtMs <= now) this.#graft(now);
  }

  #spread(entry: Entry, now: number): void {
    this.#pushAtMs = Math.min(this.#pushAtMs, now + this.#settings.flushIntervalMs);
    this.#unpushed.push(entry);
    if (this.#lazy.size === 0) return;
    this.#announceAtMs = Math.min(this.#announceAtMs, now + this.#settings.lazyIntervalMs);
    this.#unannounced.push(entry);
  }

  /** What came over a link says whether the link belongs to the tree. */
  #cameOver(from: NodeId, fresh: readonly Entry[], duplicates: readonly Dot[], now: number): void {
    for (const { origin } of fresh) this.#parents.set(nodeOf(origin), from);
    if (fresh.length > 0) this.#makeEager(from);
    else if (duplicates.length > 0) {
      this.#makeLazy(from);
      this.#mailer.tell(from, 'prune', {}, now);
    }
  }

  #push(now: number): void {
    const entries = this.#unpushed;
    this.#unpushed = [];
    this.#pushAtMs = Infinity;
    for (const peer of this.#eager) {
      this.#mailer.send(
        peer,
        'eager',
        entries.filter((entry) => entry.from !== peer),
        now,
      );
    }
  }

  #announce(now: number): void {
    const entries = this.#unannounced;
    this.#unannounced = [];
    this.#announceAtMs = Infinity;
    for (const peer of this.#lazy) {
      const dots = runsOf(entries.filter((entry) => entry.from !== peer));
      if (dots.length > 0) this.#mailer.tell(peer, 'ihave', { dots }, now);
    }
  }

  #announced(from: NodeId, dots: readonly WireDots[], now: number): void {
    for (const [origin, first, last] of dots) {
      for (let seq = first; seq <= last && this.#missing.size < MISSING_LIMIT; seq++) {
        const dot = { origin, seq };
        if (this.#mailer.hasSeen(dot)) continue;
        const missing = this.#missing.get(nameOf(dot));
        if (missing !== undefined) {
          missing.announcers.push(from);
          continue;
        }
        const dueAtMs = now + this.#settings.graftAfterMs;
        this.#missing.set(nameOf(dot), { dot, announcers: [from], dueAtMs });
        this.#graftAtMs = Math.min(this.#graftAtMs, dueAtMs);
      }
    }
  }

  /** Asks the first announcer of each overdue entry, and waits for the next one half as long, as the paper does. */
  #graft(now: number): void {
    const asked = new Map<NodeId, Dot[]>();
    this.#graftAtMs = Infinity;
    for (const [name, missing] of this.#missing) {
      if (this.#mailer.hasSeen(missing.dot)) this.#missing.delete(name);
      else if (missing.dueAtMs <= now) {
        const announcer = missing.announcers.shift();
        if (announcer === undefined) {
          this.#missing.delete(name);
          continue;
        }
        asked.set(announcer, [...(asked.get(announcer) ?? []), missing.dot]);
        missing.dueAtMs = now + this.#settings.graftAfterMs / 2;
      }
      if (this.#missing.has(name)) this.#graftAtMs = Math.min(this.#graftAtMs, missing.dueAtMs);
    }
    for (const [announcer, dots] of asked) {
      this.#makeEager(announcer);
      this.#mailer.tell(announcer, 'graft', { dots: runsOf(dots) }, now);
    }
  }

  #grafted(from: NodeId, dots: readonly WireDots[], now: number): void {
    this.#makeEager(from);
    const entries = dots.flatMap(([origin, first, last]) =>
      Array.from(
        { length: last - first + 1 },
        (_, i) => this.#mailer.entryOf({ origin, seq: first + i }) ?? [],
      ).flat(),
    );
    this.#mailer.send(from, 'eager', entries, now);
  }

  #makeEager(peer: NodeId): void {
    this.#lazy.delete(peer);
    this.#eager.add(peer);
  }

  #makeLazy(peer: NodeId): void {
    if (this.#eager.delete(peer)) this.#lazy.add(peer);
  }
}

function nameOf({ origin, seq }: Dot): string {
  return `${origin} ${seq}`;
}
