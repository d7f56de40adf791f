/**
 * HyParView (Leitão, Pereira, Rodrigues 2007): with whom a node gossips where it is not to know everybody. Its _active view_ has fanout + 1
 * peers, each of which has it in its own; its _passive view_ has some more, from which a neighbour that fails is replaced. Who joins asks a
 * contact, from which random walks carry its name to where it gets neighbours; shuffles along random walks keep the passive views fresh.
 *
 * The paper has TCP connections between neighbours: they tell of a failure at once, and lose nothing. Here messages may be lost, so
 * neighbours send each other keep-alives, which say "you are in my active view": who does not agree says so, and a link that only one
 * end believes in is gone with the next of them. After some peer fell silent a node asks a few contacts for a link, one a shuffle: the
 * paper's overlay stays in two pieces after a cut that was longer than the views remember.
 * Cost: a keep-alive for each link, direction and interval, and some eight messages a shuffle.
 */

import { assert } from '../../../base/assert.ts';
import type { GossipBody, GossipKind, WireWalk } from '../../../protocol/gossip.ts';
import type { NodeId } from '../../../protocol/names.ts';
import { WIRE_LIMITS } from '../../../protocol/validate/limits.ts';
import type { HyParViewHost, HyParViewSections, HyParViewSettings } from './hyparview-host.ts';
import { PartialView } from './partial-view.ts';

/** So many are asked for a link after the last time that a peer was silent: a cut may have been the reason, and be over. */
const CONTACTS = 3;

interface Asked {
  /** When it has to have answered. */
  readonly untilMs: number;
  /** It becomes a neighbour whether or not there is room. */
  readonly isUrgent: boolean;
}

export class HyParView {
  readonly #host: HyParViewHost;
  readonly #settings: HyParViewSettings;
  readonly #active: PartialView;
  readonly #passive: PartialView;
  /** When each neighbour was last heard of. */
  readonly #heardAtMs = new Map<NodeId, number>();
  /** Who was asked to become a neighbour. */
  readonly #asked = new Map<NodeId, Asked>();
  /** Who had no room, the longest ago first: one of them is asked again after each shuffle, all after a failure. */
  readonly #refusing = new Set<NodeId>();
  #keepAliveAtMs: number;
  #shuffleAtMs: number;
  #joinAtMs: number;
  #joins = 0;
  #contactsToAsk = CONTACTS;

  constructor(host: HyParViewHost, settings: HyParViewSettings, now: number) {
    const { bounds, rng } = host;
    this.#host = host;
    this.#settings = settings;
    this.#active = new PartialView(settings.fanout + 1, rng);
    this.#passive = new PartialView(bounds.passiveView, rng);
    this.#joinAtMs = now;
    // Not all nodes at the same moment.
    this.#keepAliveAtMs = now + settings.keepAliveIntervalMs * (0.5 + 0.5 * rng.float());
    this.#shuffleAtMs = now + settings.shuffleIntervalMs * (0.5 + 0.5 * rng.float());
  }

  get active(): Iterable<NodeId> {
    return this.#active;
  }

  get passive(): Iterable<NodeId> {
    return this.#passive;
  }

  /** In hops: no node makes a walk longer, or passes a longer one on. */
  get #longestWalk(): number {
    return Math.min(this.#host.bounds.activeWalk, WIRE_LIMITS.walkHops);
  }

  get dueAtMs(): number {
    if (this.#host.peers.length === 0) return Infinity;
    const joinAtMs = this.#active.size === 0 ? this.#joinAtMs : Infinity;
    let dueAtMs = Math.min(joinAtMs, this.#keepAliveAtMs, this.#shuffleAtMs);
    for (const { untilMs } of this.#asked.values()) dueAtMs = Math.min(dueAtMs, untilMs);
    return dueAtMs;
  }

  tick(now: number): void {
    for (const [peer, { untilMs }] of this.#asked) {
      if (untilMs > now) continue;
      this.#asked.delete(peer);
      this.#passive.delete(peer);
      this.#contactsToAsk = CONTACTS;
      this.#fill(now);
    }
    if (this.#keepAliveAtMs <= now) this.#keepAlive(now);
    if (this.#shuffleAtMs <= now) this.#shuffle(now);
    if (this.#active.size === 0 && this.#joinAtMs <= now) this.#join(now);
    assert(this.#active.size <= this.#active.limit, 'the active view keeps within fanout + 1');
    assert(this.#passive.size <= this.#passive.limit, 'the passive view keeps within its bound');
  }

  /** A message of any kind came. */
  received(body: GossipBody, from: NodeId, now: number): void {
    if (this.#active.has(from)) this.#heardAtMs.set(from, now);
    const { type, walk, sample = [], priority } = body;
    if (type === 'join') this.#joined(from, now);
    else if (type === 'forwardjoin' && walk !== undefined) this.#walked(walk, from, now);
    else if (type === 'neighbor') this.#wanted(from, priority === 'high', now);
    else if (type === 'keepalive') this.#claimed(from, now);
    else if (type === 'disconnect') this.#disconnected(from, now);
    else if (type === 'shuffle' && walk !== undefined) this.#shuffled(walk, sample, from, now);
    else if (type === 'shufflereply') this.#learn(sample, []);
  }

  /** There are other peers. */
  membersChanged(now: number): void {
    const isGone = (node: NodeId): boolean => !this.#host.isPeer(node);
    for (const node of [...this.#passive].filter(isGone)) this.#passive.delete(node);
    for (const node of [...this.#asked.keys()].filter(isGone)) this.#asked.delete(node);
    const gone = [...this.#active].filter(isGone);
    for (const node of gone) this.#drop(node);
    if (gone.length > 0) this.#fill(now);
    if (this.#active.size === 0) this.#joinAtMs = now;
  }

  /**
   * A contact is asked. All nodes may begin at once: so each asks another one first, as in a tree, and none is asked by all. Who gets no
   * answer asks anybody.
   */
  #join(now: number): void {
    const { me, peers, rng } = this.#host;
    const before = peers.filter((peer) => peer < me).length;
    const first = before === 0 ? 0 : (before - 1) >> 1;
    const contact = peers.at(this.#joins++ === 0 ? first : rng.below(peers.length));
    this.#joinAtMs = now + this.#settings.suspectAfterMs;
    if (contact !== undefined) this.#tell(contact, 'join', {}, now);
  }

  #joined(newcomer: NodeId, now: number): void {
    this.#take(newcomer, now);
    this.#tell(newcomer, 'keepalive', {}, now);
    for (const peer of [...this.#active])
      if (peer !== newcomer) this.#tell(peer, 'forwardjoin', { walk: [newcomer, this.#longestWalk] }, now);
  }

  /** At the end of its walk a newcomer gets a neighbour, and on the way somebody who knows its name. */
  #walked([newcomer, hops]: WireWalk, from: NodeId, now: number): void {
    if (!this.#host.isPeer(newcomer) || this.#active.has(newcomer)) return;
    const left = Math.min(hops, this.#longestWalk);
    const next = left > 0 ? this.#active.draw(from, newcomer) : undefined;
    if (next === undefined) {
      this.#take(newcomer, now);
      this.#tell(newcomer, 'keepalive', {}, now);
      return;
    }
    if (left === this.#host.bounds.passiveWalk) this.#remember(newcomer);
    this.#tell(next, 'forwardjoin', { walk: [newcomer, left - 1] }, now);
  }

  /** It wants this node for a neighbour: it has no other one, or there is room for it. */
  #wanted(peer: NodeId, isUrgent: boolean, now: number): void {
    const isTaken = this.#active.has(peer) || isUrgent || !this.#active.isFull;
    if (isTaken) this.#take(peer, now);
    this.#tell(peer, isTaken ? 'keepalive' : 'disconnect', {}, now);
  }

  /** This node is in its active view. */
  #claimed(peer: NodeId, now: number): void {
    if (this.#active.has(peer)) return;
    if (this.#asked.get(peer)?.isUrgent === true || !this.#active.isFull) this.#take(peer, now);
    else this.#tell(peer, 'disconnect', {}, now);
  }

  /** This node is not, or no longer. */
  #disconnected(peer: NodeId, now: number): void {
    const wasAsked = this.#asked.delete(peer);
    if (wasAsked) this.#refused(peer);
    const wasNeighbour = this.#drop(peer);
    if (wasNeighbour) this.#remember(peer);
    if (wasAsked || wasNeighbour) this.#fill(now);
  }

  #refused(peer: NodeId): void {
    this.#refusing.add(peer);
    if (this.#refusing.size > this.#passive.limit) this.#forgetRefusal();
  }

  #forgetRefusal(): void {
    for (const peer of this.#refusing) {
      this.#refusing.delete(peer);
      return;
    }
  }

  /** Asks whom it knows beside its neighbours, as many as there is room for. */
  #fill(now: number): void {
    const priority = this.#active.size === 0 ? 'high' : 'low';
    for (let room = this.#active.limit - this.#active.size - this.#asked.size; room > 0; room--) {
      const peer = this.#passive.draw(...this.#asked.keys(), ...this.#refusing);
      if (peer === undefined) return;
      this.#ask(peer, priority, now);
    }
  }

  #ask(peer: NodeId, priority: 'high' | 'low', now: number): void {
    const untilMs = now + this.#settings.suspectAfterMs;
    this.#asked.set(peer, { untilMs, isUrgent: priority === 'high' });
    this.#tell(peer, 'neighbor', { priority }, now);
  }

  #keepAlive(now: number): void {
    const { keepAliveIntervalMs, suspectAfterMs } = this.#settings;
    this.#keepAliveAtMs = now + keepAliveIntervalMs;
    for (const peer of [...this.#active]) {
      const heardAtMs = this.#heardAtMs.get(peer) ?? now;
      if (heardAtMs + keepAliveIntervalMs + suspectAfterMs >= now) this.#tell(peer, 'keepalive', {}, now);
      else if (this.#drop(peer)) {
        this.#contactsToAsk = CONTACTS;
        this.#refusing.clear();
        this.#fill(now);
      }
    }
  }

  #shuffle(now: number): void {
    const { shuffledActive, shuffledPassive } = this.#host.bounds;
    this.#shuffleAtMs = now + this.#settings.shuffleIntervalMs;
    this.#forgetRefusal();
    const partner = this.#active.draw();
    if (partner !== undefined) {
      const sample = [
        ...this.#active.sample(shuffledActive, partner),
        ...this.#passive.sample(shuffledPassive),
      ];
      const walk: WireWalk = [this.#host.me, this.#longestWalk];
      this.#tell(partner, 'shuffle', { walk, sample: sample.slice(0, WIRE_LIMITS.sample) }, now);
    }
    this.#askContact(now);
    this.#fill(now);
  }

  /** It may be in another piece of the overlay: so it becomes a neighbour whoever has to go for it. */
  #askContact(now: number): void {
    const { peers, rng } = this.#host;
    if (this.#contactsToAsk === 0) return;
    this.#contactsToAsk--;
    const contact = peers.at(rng.below(peers.length));
    if (contact !== undefined && !this.#active.has(contact) && !this.#asked.has(contact))
      this.#ask(contact, 'high', now);
  }

  #shuffled([initiator, hops]: WireWalk, sample: readonly NodeId[], from: NodeId, now: number): void {
    const left = Math.min(hops, this.#longestWalk);
    const next = left > 0 ? this.#active.draw(from, initiator) : undefined;
    if (next !== undefined) {
      this.#tell(next, 'shuffle', { walk: [initiator, left - 1], sample }, now);
      return;
    }
    if (!this.#host.isPeer(initiator)) return;
    const answer = this.#passive.sample(sample.length + 1, initiator);
    this.#tell(initiator, 'shufflereply', { sample: answer.slice(0, WIRE_LIMITS.sample) }, now);
    this.#learn([initiator, ...sample], answer);
  }

  /** @param told what the other one was told of goes first where there is no room */
  #learn(sample: readonly NodeId[], told: readonly NodeId[]): void {
    for (const node of sample) this.#remember(node, told);
  }

  #remember(node: NodeId, goFirst: readonly NodeId[] = []): void {
    if (this.#host.isPeer(node) && !this.#active.has(node)) this.#passive.add(node, goFirst);
  }

  #take(peer: NodeId, now: number): void {
    if (this.#active.has(peer)) return;
    this.#passive.delete(peer);
    this.#asked.delete(peer);
    const evicted = this.#active.add(peer);
    this.#heardAtMs.set(peer, now);
    if (evicted !== undefined) {
      this.#heardAtMs.delete(evicted);
      this.#remember(evicted);
      this.#tell(evicted, 'disconnect', {}, now);
    }
    this.#host.activeChanged(this.#active);
  }

  /** @returns whether it was a neighbour */
  #drop(peer: NodeId): boolean {
    this.#heardAtMs.delete(peer);
    if (!this.#active.delete(peer)) return false;
    this.#host.activeChanged(this.#active);
    return true;
  }

  #tell(dest: NodeId, kind: GossipKind, sections: HyParViewSections, now: number): void {
    this.#host.tell(dest, kind, sections, now);
  }
}
