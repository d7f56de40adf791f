/**
 * Direct mail (Demers et al. 1987, section 1.2): the origin sends each write to every other replica.
 * Cost: n − 1 messages a flush; time: one flush interval and one hop. Nobody forwards; what is lost waits for anti-entropy.
 *
 * On a given topology mail goes to the neighbours, who forward what is new to them: flooding. Cost: a message for each
 * direction of each link, less those that come back; time: as many hops as the way is long.
 */

import type { NodeId } from '../../protocol/names.ts';
import { nodeOf } from '../store/dot.ts';
import type { Entry } from '../store/entry.ts';
import type { Arrival, Dissemination, StrategyHost } from './dissemination.ts';
import { Unsent } from './unsent.ts';

export interface DirectMailSettings {
  /** How long writes gather before one message a peer carries them; 0: sent at once. */
  readonly flushIntervalMs: number;
}

export class DirectMail implements Dissemination {
  readonly #host: StrategyHost;
  readonly #flushIntervalMs: number;
  readonly #unsent: Unsent;
  /** On a given topology: from whom an origin's entries come. Acknowledgements go back that way. */
  readonly #parents = new Map<NodeId, NodeId>();
  dueAtMs = Infinity;

  constructor(host: StrategyHost, settings: DirectMailSettings) {
    this.#host = host;
    this.#unsent = new Unsent(host);
    this.#flushIntervalMs = settings.flushIntervalMs;
  }

  accepted(entry: Entry, now: number): void {
    if (this.#unsent.isEmpty) this.dueAtMs = now + this.#flushIntervalMs;
    this.#unsent.add(entry);
  }

  arrived({ from, fresh }: Arrival, now: number): void {
    if (!this.#host.isTopologyGiven) return;
    for (const entry of fresh) {
      this.#parents.set(nodeOf(entry.origin), from);
      this.accepted(entry, now);
    }
  }

  reachabilityChanged(): void {
    // Whoever is avoided is looked up at each flush.
  }

  /** Mail looks them up at each flush; acknowledgements must not go back through one that is none any more. */
  neighboursChanged(): void {
    const neighbours = new Set(this.#host.neighbours);
    for (const [origin, parent] of this.#parents) if (!neighbours.has(parent)) this.#parents.delete(origin);
  }

  membersChanged(): void {
    this.#parents.clear();
  }

  /** Where mail goes to everybody, the own share of an origin carries its acknowledgements. */
  ackVia(origin: NodeId): NodeId {
    return this.#parents.get(origin) ?? origin;
  }

  flush(now: number): void {
    const entries = this.#unsent.take();
    this.dueAtMs = Infinity;
    const { neighbours, isTopologyGiven } = this.#host;
    for (const peer of neighbours) {
      // Anti-entropy brings it what it misses meanwhile.
      if (this.#host.isAvoided(peer, now)) continue;
      const news = isTopologyGiven ? entries.filter((entry) => entry.from !== peer) : entries;
      this.#host.send(peer, 'mail', news, now);
    }
  }
}
