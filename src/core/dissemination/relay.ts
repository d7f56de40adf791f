/**
 * Relay: each node posts its writes to one relay, which gathers them and sends one batch to everybody: a star. The
 * relay is the first node in rank (the order of names) that is not suspected; when it falls silent the next one takes
 * over, and when it answers again it is the relay again. It is the hub that a sequencer or a message queue would be,
 * elected by nothing but silence, and without its guarantees: anti-entropy gives those.
 * Cost: one post a write (or a flush), n − 1 messages a batch; time: a flush, a hop, a batch interval and a hop.
 */

import { compareText } from '../../base/order.ts';
import type { NodeId } from '../../protocol/names.ts';
import type { WireWanted } from '../../protocol/gossip.ts';
import { nodeOf } from '../store/dot.ts';
import type { Entry } from '../store/entry.ts';
import type { Arrival, Dissemination, StrategyHost } from './dissemination.ts';
import { Unsent } from './unsent.ts';

export interface RelaySettings {
  /** How long a node's writes gather before they are posted; 0: at once. */
  readonly flushIntervalMs: number;
  /** How long the relay gathers before it sends a batch. */
  readonly batchIntervalMs: number;
  /** How often a suspected relay is asked whether it is back. */
  readonly suspectAfterMs: number;
}

export class Relay implements Dissemination {
  readonly #host: StrategyHost;
  readonly #settings: RelaySettings;
  /** Everybody, in rank. */
  #ranked: readonly NodeId[];
  #best: NodeId;
  #relay: NodeId;
  readonly #unposted: Unsent;
  readonly #unbatched: Unsent;
  /** By writer: of its latest life that asked. */
  readonly #wanted = new Map<NodeId, WireWanted>();
  #postAtMs = Infinity;
  #batchAtMs = Infinity;
  #checkAtMs = Infinity;

  constructor(host: StrategyHost, settings: RelaySettings) {
    this.#host = host;
    this.#unposted = new Unsent(host);
    this.#unbatched = new Unsent(host);
    this.#settings = settings;
    this.#ranked = [...host.peers, host.me].sort(compareText);
    this.#best = this.#ranked[0] ?? host.me;
    this.#relay = this.#elect();
  }

  get dueAtMs(): number {
    return Math.min(this.#postAtMs, this.#batchAtMs, this.#checkAtMs);
  }

  get hub(): NodeId | undefined {
    return this.#relay === this.#host.me ? undefined : this.#relay;
  }

  accepted(entry: Entry, now: number): void {
    if (this.#relay === this.#host.me) this.#batch(entry, now);
    else this.#post(entry, now);
  }

  arrived({ kind, from, body, fresh }: Arrival, now: number): void {
    this.#follow(now);
    if (kind === 'post' && body.wanted !== undefined) this.#ask(from, body.wanted, now);
    // What was posted here is ours to spread, whoever we take for the relay. What anti-entropy brought to the relay
    // (after a partition, say) others lack as well.
    if (kind === 'batch' || (kind !== 'post' && this.#relay !== this.#host.me)) return;
    for (const entry of fresh) this.#batch(entry, now);
    if (kind === 'post' && fresh.length === 0) this.#answer(from, now);
  }

  reachabilityChanged(now: number): void {
    this.#follow(now);
    if (this.#host.isSuspected(this.#best)) this.#checkAtMs = now;
  }

  membersChanged(now: number): void {
    this.#ranked = [...this.#host.peers, this.#host.me].sort(compareText);
    this.#best = this.#ranked[0] ?? this.#host.me;
    this.#follow(now);
  }

  neighboursChanged(): void {
    // The star is the topology.
  }

  ackVia(origin: NodeId): NodeId {
    return this.#relay === this.#host.me ? origin : this.#relay;
  }

  flush(now: number): void {
    this.#follow(now);
    if (this.#postAtMs <= now) this.#sendPosts(now);
    if (this.#batchAtMs <= now) this.#sendBatches(now);
    if (this.#checkAtMs <= now) this.#askRelayBack(now);
  }

  #post(entry: Entry, now: number): void {
    this.#postAtMs = Math.min(this.#postAtMs, now + this.#settings.flushIntervalMs);
    this.#unposted.add(entry);
  }

  #batch(entry: Entry, now: number): void {
    this.#batchAtMs = Math.min(this.#batchAtMs, now + this.#settings.batchIntervalMs);
    this.#unbatched.add(entry);
  }

  #sendPosts(now: number): void {
    const entries = this.#unposted.take();
    this.#postAtMs = Infinity;
    this.#host.send(this.#relay, 'post', entries, now);
    this.#host.expectAnswer(this.#relay, now);
  }

  /** To all that most likely hear it, the writers too: a batch is also the relay's sign of life, and brings acknowledgements. */
  #sendBatches(now: number): void {
    const entries = this.#unbatched.take();
    const wanted = [...this.#wanted.values()];
    this.#wanted.clear();
    this.#batchAtMs = Infinity;
    for (const peer of this.#host.peers) {
      if (this.#host.isAvoided(peer, now)) continue;
      const others = entries.filter((entry) => entry.from !== peer && nodeOf(entry.origin) !== peer);
      this.#host.sendWithSeen(peer, 'batch', others, now, wanted.length > 0 ? { wanted } : {});
    }
  }

  /** A writer misses acknowledgements of its own writes: everybody is asked for them with the next batch. */
  #ask(writer: NodeId, wanted: readonly WireWanted[], now: number): void {
    for (const [origin, first] of wanted)
      if (nodeOf(origin) === writer) this.#wanted.set(writer, [origin, first]);
    this.#batchAtMs = Math.min(this.#batchAtMs, now + this.#settings.batchIntervalMs);
  }

  /** A post that brought nothing new is answered all the same. */
  #answer(peer: NodeId, now: number): void {
    if (this.#batchAtMs === Infinity) this.#host.sendWithSeen(peer, 'batch', [], now);
  }

  #elect(): NodeId {
    return (
      this.#ranked.find((node) => node === this.#host.me || !this.#host.isSuspected(node)) ?? this.#host.me
    );
  }

  /** A new relay is told all that the old one may not have spread, and asked for all that was missed meanwhile. */
  #follow(now: number): void {
    const relay = this.#elect();
    if (relay === this.#relay) return;
    this.#relay = relay;
    this.#unposted.take();
    this.#postAtMs = Infinity;
    for (const entry of this.#host.pendingWrites()) this.accepted(entry, now);
    if (relay !== this.#host.me) {
      this.#host.ask(relay, now);
      const wanted = this.#host.wantedAcks();
      if (wanted.length > 0) this.#host.tell(relay, 'post', { wanted }, now);
    }
    this.#host.acknowledgeAgain(now);
  }

  /** While the best in rank is suspected, asks it from time to time: it is the relay again when it answers. */
  #askRelayBack(now: number): void {
    this.#checkAtMs = Infinity;
    if (!this.#host.isSuspected(this.#best)) return;
    this.#host.ask(this.#best, now);
    this.#checkAtMs = now + this.#settings.suspectAfterMs;
  }
}
