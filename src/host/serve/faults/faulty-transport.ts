/**
 * A transport that breaks when it is told to: what this node sends and receives is held back, lost, doubled or kept out, link by link.
 * The connections themselves stay as they are. It is there only where the node was started with --allow-faults.
 */

import { Buffer } from 'node:buffer';
import type { Prng } from '../../../base/prng.ts';
import type { Network } from '../../../net/network.ts';
import type { ParsedLine } from '../../../protocol/envelope.ts';
import type { Peer, PeerState, Receive, Transport } from '../../../transport/transport.ts';
import { linkOf, type FaultRequest, type LinkFaults } from './link-faults.ts';

/** Bytes that may be held back, both ways together: further messages are dropped, as by a queue that is full. */
const HELD_LIMIT_BYTES = 32 * 2 ** 20;

type Links = ReadonlyMap<string, Network>;

const WHOLE: Links = new Map();

interface Held {
  readonly timer: NodeJS.Timeout;
  /** Undefined: it came in. */
  readonly to: string | undefined;
  readonly bytes: number;
  readonly pass: () => void;
}

export class FaultyTransport implements Transport {
  readonly #inner: Transport;
  readonly #self: string;
  readonly #rng: Prng;
  #to: Links = WHOLE;
  #from: Links = WHOLE;
  readonly #held = new Set<Held>();
  #heldBytes = 0;
  /** How often it was told to break: each time its links draw anew. */
  #breaks = 0;
  /** By peer: dropped by a fault, and because too much was held back. */
  readonly #dropped = new Map<string, { fault: number; queueFull: number }>();
  #isHolding = false;
  /** What became due while nothing is taken in. */
  #due: (() => void)[] = [];

  constructor(inner: Transport, self: string, rng: Prng) {
    this.#inner = inner;
    this.#self = self;
    this.#rng = rng;
  }

  get kind(): Transport['kind'] {
    return this.#inner.kind;
  }

  get address(): string | undefined {
    return this.#inner.address;
  }

  /** From now on. What is held back already comes when it is due, unless the link is cut then. */
  break({ to, from }: Pick<FaultRequest, 'to' | 'from'>): void {
    this.#breaks++;
    const links = (faults: Readonly<Record<string, LinkFaults>>, isOut: boolean): Links =>
      new Map(
        Object.entries(faults).map(([peer, fault]) => {
          const [src, dest] = isOut ? [this.#self, peer] : [peer, this.#self];
          return [peer, linkOf(fault, src, dest, this.#rng.fork(`${src} ${dest} ${this.#breaks}`))];
        }),
      );
    this.#to = links(to, true);
    this.#from = links(from, false);
  }

  mend(): void {
    this.#to = WHOLE;
    this.#from = WHOLE;
  }

  open(receive: Receive): Promise<void> {
    return this.#inner.open((from, parsed) => this.#received(from, parsed, receive));
  }

  send(to: string, line: string): void {
    const link = this.#to.get(to);
    if (link === undefined) {
      this.#inner.send(to, line);
      return;
    }
    const admitted = (): boolean => this.#to.get(to)?.admits(this.#self, to) ?? true;
    this.#travel(
      link,
      { src: this.#self, dest: to, peer: to, bytes: Buffer.byteLength(line) },
      admitted,
      () => this.#inner.send(to, line),
    );
  }

  #received(from: string, parsed: ParsedLine, receive: Receive): void {
    const link = this.#from.get(from);
    if (link === undefined) {
      receive(from, parsed);
      return;
    }
    const admitted = (): boolean => this.#from.get(from)?.admits(from, this.#self) ?? true;
    const bytes = parsed.ok ? Buffer.byteLength(parsed.message.line) : 0;
    this.#travel(link, { src: from, dest: this.#self, peer: from, bytes }, admitted, () => {
      if (this.#isHolding) this.#due.push(() => receive(from, parsed));
      else receive(from, parsed);
    });
  }

  #travel(
    link: Network,
    message: { readonly src: string; readonly dest: string; readonly peer: string; readonly bytes: number },
    admitted: () => boolean,
    pass: () => void,
  ): void {
    const { src, dest, peer, bytes } = message;
    const fate = link.route(src, dest);
    if (fate.outcome === 'drop') {
      this.#countDropped(peer).fault++;
      return;
    }
    const arrive = (): void => {
      if (admitted()) pass();
      else this.#countDropped(peer).fault++;
    };
    for (const delayMs of fate.delaysMs)
      if (delayMs === 0) arrive();
      else if (this.#heldBytes + bytes > HELD_LIMIT_BYTES) this.#countDropped(peer).queueFull++;
      else this.#hold(delayMs, src === this.#self ? peer : undefined, bytes, arrive);
  }

  #hold(delayMs: number, to: string | undefined, bytes: number, arrive: () => void): void {
    const pass = (): void => {
      clearTimeout(held.timer);
      this.#held.delete(held);
      this.#heldBytes -= bytes;
      arrive();
    };
    const held: Held = { timer: setTimeout(pass, delayMs), to, bytes, pass };
    this.#held.add(held);
    this.#heldBytes += bytes;
  }

  #countDropped(peer: string): { fault: number; queueFull: number } {
    let count = this.#dropped.get(peer);
    if (count === undefined) this.#dropped.set(peer, (count = { fault: 0, queueFull: 0 }));
    return count;
  }

  setPeers(peers: readonly Peer[], others?: readonly Peer[]): void {
    this.#inner.setPeers(peers, others);
  }

  hold(held: boolean): void {
    this.#isHolding = held;
    this.#inner.hold(held);
    if (held) return;
    const due = this.#due;
    this.#due = [];
    for (const receive of due) receive();
  }

  states(): readonly PeerState[] {
    return this.#inner.states().map((state) => {
      const held = [...this.#held].filter(({ to }) => to === state.peer);
      const { fault = 0, queueFull = 0 } = this.#dropped.get(state.peer) ?? {};
      return {
        ...state,
        queued: state.queued + held.length,
        queuedBytes: held.reduce((sum, { bytes }) => sum + bytes, state.queuedBytes),
        dropped: { ...state.dropped, fault, queue_full: state.dropped.queue_full + queueFull },
      };
    });
  }

  refusals(): ReturnType<Transport['refusals']> {
    return this.#inner.refusals();
  }

  reload(): Promise<void> {
    return this.#inner.reload();
  }

  /** What is held back leaves first. */
  async close(drainMs: number): Promise<void> {
    this.mend();
    for (const { pass } of [...this.#held]) pass();
    await this.#inner.close(drainMs);
  }
}
