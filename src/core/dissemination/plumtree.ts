/**
 * Plumtree (Leitão, Pereira, Rodrigues 2007, "Epidemic Broadcast Trees"): entries are pushed along the links of a tree
 * and announced along the other links of an overlay. A link over which an entry comes twice is pruned from the tree; an
 * announced entry that does not come is asked for, which grafts the link back. Each writer has a tree of its own
 * (the paper's way for several senders): with one tree for all, entries of several writers that are under way at once prune
 * several links of the same cycle, and the tree never settles.
 * Cost: n − 1 messages with entries a write once its tree stands (relative message redundancy 0), and an announcement
 * a lazy link and interval; time: the depth of the tree in hops, each a flush interval and a latency.
 */

import { dotName, type NodeId } from '../../protocol/names.ts';
import type { WireDots } from '../../protocol/gossip.ts';
import { WIRE_LIMITS } from '../../protocol/validate/limits.ts';
import { nodeOf, type Dot } from '../store/dot.ts';
import type { Entry } from '../store/entry.ts';
import type { Arrival, Dissemination, StrategyHost } from './dissemination.ts';
import { neighboursOf } from './overlay.ts';
import { apart, runsOf } from './runs.ts';
import { Unsent } from './unsent.ts';

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
  readonly #host: StrategyHost;
  readonly #settings: PlumtreeSettings;
  #neighbours: readonly NodeId[];
  /** By writer: the links that are not in its tree. */
  readonly #lazy = new Map<NodeId, Set<NodeId>>();
  /** From whom a writer's entries come: acknowledgements go back along the tree. */
  readonly #parents = new Map<NodeId, NodeId>();
  readonly #missing = new Map<string, Missing>();
  readonly #unpushed: Unsent;
  readonly #unannounced: Unsent;
  #pushAtMs = Infinity;
  #announceAtMs = Infinity;
  #graftAtMs = Infinity;

  constructor(host: StrategyHost, settings: PlumtreeSettings) {
    this.#host = host;
    this.#unpushed = new Unsent(host);
    this.#unannounced = new Unsent(host);
    this.#settings = settings;
    this.#neighbours = this.#overlay();
  }

  get dueAtMs(): number {
    return Math.min(this.#pushAtMs, this.#announceAtMs, this.#graftAtMs);
  }

  accepted(entry: Entry, now: number): void {
    this.#spread(entry, now);
  }

  arrived({ kind, from, body, fresh, duplicates }: Arrival, now: number): void {
    for (const entry of fresh) {
      this.#missing.delete(dotName(entry.origin, entry.seq));
      if (kind === 'eager') this.#graftLink(nodeOf(entry.origin), from);
      this.#spread(entry, now);
    }
    const dots = apart(body.dots ?? []);
    if (kind === 'eager') this.#prune(from, duplicates, now);
    else if (kind === 'prune') for (const [origin] of dots) this.#pruneLink(nodeOf(origin), from);
    else if (kind === 'ihave') this.#announced(from, dots, now);
    else if (kind === 'graft') this.#grafted(from, dots, now);
  }

  reachabilityChanged(): void {
    // A branch that is cut heals by what its neighbours announce.
  }

  /** A new link belongs to all trees until it is pruned; one that is gone to none, and so does what was expected of it. */
  neighboursChanged(): void {
    const before = this.#neighbours;
    this.#neighbours = this.#overlay();
    const gone = new Set(before.filter((peer) => !this.#neighbours.includes(peer)));
    if (gone.size === 0) return;
    for (const links of this.#lazy.values()) for (const peer of gone) links.delete(peer);
    for (const [writer, parent] of this.#parents) if (gone.has(parent)) this.#parents.delete(writer);
  }

  /** The trees grow anew. */
  membersChanged(): void {
    this.#neighbours = this.#overlay();
    this.#lazy.clear();
    this.#parents.clear();
    this.#missing.clear();
    this.#graftAtMs = Infinity;
  }

  ackVia(origin: NodeId): NodeId {
    return this.#parents.get(origin) ?? origin;
  }

  flush(now: number): void {
    if (this.#pushAtMs <= now) this.#push(now);
    if (this.#announceAtMs <= now) this.#announce(now);
    if (this.#graftAtMs <= now) this.#graft(now);
  }

  /** A given topology is an overlay; without one the nodes make their own. */
  #overlay(): NodeId[] {
    const { me, peers, neighbours, isTopologyGiven } = this.#host;
    return isTopologyGiven ? [...neighbours] : neighboursOf(me, peers, this.#settings.fanout);
  }

  #spread(entry: Entry, now: number): void {
    this.#pushAtMs = Math.min(this.#pushAtMs, now + this.#settings.flushIntervalMs);
    this.#announceAtMs = Math.min(this.#announceAtMs, now + this.#settings.lazyIntervalMs);
    this.#unpushed.add(entry);
    this.#unannounced.add(entry);
  }

  #push(now: number): void {
    const entries = this.#unpushed.take();
    this.#pushAtMs = Infinity;
    for (const peer of this.#neighbours) {
      const along = entries.filter((entry) => entry.from !== peer && !this.#isLazy(entry, peer));
      this.#host.send(peer, 'eager', along, now);
    }
  }

  #announce(now: number): void {
    const entries = this.#unannounced.take();
    this.#announceAtMs = Infinity;
    for (const peer of this.#neighbours) {
      const dots = runsOf(entries.filter((entry) => entry.from !== peer && this.#isLazy(entry, peer)));
      // What is not announced comes by anti-entropy.
      if (dots.length > 0) this.#host.tell(peer, 'ihave', { dots: dots.slice(0, WIRE_LIMITS.dots) }, now);
    }
  }

  /** What came twice came over a cycle: this link leaves the trees of its writers. */
  #prune(from: NodeId, duplicates: readonly Dot[], now: number): void {
    const cyclic = duplicates.filter((dot) => this.#cameAlongTree(dot, from));
    if (cyclic.length === 0) return;
    for (const { origin } of cyclic) this.#pruneLink(nodeOf(origin), from);
    this.#host.tell(from, 'prune', { dots: runsOf(cyclic) }, now);
  }

  /** What anti-entropy brought first says nothing about the tree. */
  #cameAlongTree(dot: Dot, notFrom: NodeId): boolean {
    const first = this.#host.entryOf(dot);
    if (first === undefined) return false;
    if (first.from === undefined) return true;
    return first.from !== notFrom && this.#parents.get(nodeOf(dot.origin)) === first.from;
  }

  #announced(from: NodeId, dots: readonly WireDots[], now: number): void {
    for (const run of dots) {
      for (const [first, last] of this.#host.unseenIn(run)) {
        // No longer than the bound: each of its writes is in the list already, or takes a place there.
        for (let seq = first; seq <= last; seq++)
          if (!this.#await({ origin: run[0], seq }, from, now)) return;
      }
    }
  }

  /** @returns whether there was room to wait for it */
  #await(dot: Dot, announcer: NodeId, now: number): boolean {
    const missing = this.#missing.get(dotName(dot.origin, dot.seq));
    if (missing !== undefined) {
      if (!missing.announcers.includes(announcer)) missing.announcers.push(announcer);
      return true;
    }
    if (this.#missing.size >= this.#host.bounds.announcements) {
      this.#host.dropped('announcements');
      return false;
    }
    const dueAtMs = now + this.#settings.graftAfterMs;
    this.#missing.set(dotName(dot.origin, dot.seq), { dot, announcers: [announcer], dueAtMs });
    this.#graftAtMs = Math.min(this.#graftAtMs, dueAtMs);
    return true;
  }

  /** Asks the first announcer of each overdue entry, and waits for the next one half as long, as the paper does. */
  #graft(now: number): void {
    const asked = new Map<NodeId, Dot[]>();
    this.#graftAtMs = Infinity;
    for (const [name, missing] of this.#missing) {
      if (this.#host.hasSeen(missing.dot)) this.#missing.delete(name);
      else if (missing.dueAtMs <= now) {
        const announcer = missing.announcers.shift();
        if (announcer === undefined) {
          this.#missing.delete(name);
          continue;
        }
        const dots = asked.get(announcer);
        if (dots === undefined) asked.set(announcer, [missing.dot]);
        else dots.push(missing.dot);
        missing.dueAtMs = now + this.#settings.graftAfterMs / 2;
      }
      if (this.#missing.has(name)) this.#graftAtMs = Math.min(this.#graftAtMs, missing.dueAtMs);
    }
    for (const [announcer, dots] of asked) {
      for (const { origin } of dots) this.#lazy.get(nodeOf(origin))?.delete(announcer);
      this.#host.tell(announcer, 'graft', { dots: runsOf(dots) }, now);
    }
  }

  /** What a peer asks for is what was announced to it, and no more than it waits for. */
  #grafted(from: NodeId, dots: readonly WireDots[], now: number): void {
    const entries: Entry[] = [];
    for (const run of dots) {
      this.#lazy.get(nodeOf(run[0]))?.delete(from);
      for (const entry of this.#host.entriesIn(run)) {
        if (entries.length >= this.#host.bounds.announcements) break;
        entries.push(entry);
      }
    }
    this.#host.answer(from, 'eager', entries, now);
  }

  #isLazy(entry: Entry, peer: NodeId): boolean {
    return this.#lazy.get(nodeOf(entry.origin))?.has(peer) ?? false;
  }

  #pruneLink(writer: NodeId, peer: NodeId): void {
    const lazy = this.#lazy.get(writer);
    if (lazy === undefined) this.#lazy.set(writer, new Set([peer]));
    else lazy.add(peer);
  }

  /** The writer's entries come over this link. */
  #graftLink(writer: NodeId, peer: NodeId): void {
    this.#lazy.get(writer)?.delete(peer);
    this.#parents.set(writer, peer);
  }
}
