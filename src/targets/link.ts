/**
 * A TCP link in this process: it listens on a port and passes what comes there on to a server, both ways, through a network of our own
 * making. Put between a primary and its replica, it delays, narrows and cuts their replication, whatever the store.
 *
 * A cut holds back what is sent, and leaves connections open: neither end is told, as when a cable is pulled. What was held arrives when
 * the cut heals, as TCP would send it again.
 */

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Prng } from '../base/prng.ts';
import { Network, type NetworkConfig } from '../net/network.ts';
import { StreamDelay } from '../net/stream-delay.ts';
import { wallClockMs } from '../observe/wall-clock.ts';
import { TargetFailure } from './store.ts';

/** The port that is listened on, on this machine alone, and where to pass it on. */
export interface LinkPlan {
  readonly port: number;
  readonly host: string;
  readonly hostPort: number;
}

export interface LinkOptions {
  readonly network: NetworkConfig;
  readonly bytesPerSec: number;
  readonly rng: Prng;
}

/** While so much of one direction is held, no more is taken in: TCP makes its sender wait. */
const HELD_LIMIT_BYTES = 8 * 2 ** 20;

export class Link {
  /** Both ends, for the plan of a partition. */
  readonly ends: readonly [near: string, far: string];
  readonly network: Network;
  readonly #plan: LinkPlan;
  readonly #options: LinkOptions;
  readonly #server: Server;
  readonly #flows = new Set<Flow>();
  readonly #sockets = new Set<Socket>();
  #isUsed = false;
  #isReaching = false;
  #unreachable = '';

  private constructor(plan: LinkPlan, options: LinkOptions) {
    this.#plan = plan;
    this.#options = options;
    this.ends = [`:${plan.port}`, `${plan.host}:${plan.hostPort}`];
    this.network = new Network(options.network, this.ends, options.rng);
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => this.#accept(near));
  }

  /** @throws {TargetFailure} where the port is taken */
  static async open(plan: LinkPlan, options: LinkOptions): Promise<Link> {
    const link = new Link(plan, options);
    const listening = once(link.#server, 'listening');
    link.#server.listen(plan.port, '127.0.0.1');
    try {
      await listening;
    } catch (error) {
      throw new TargetFailure(
        `--link: cannot listen on port ${plan.port}: ${(error as Error).message}. Choose a free one`,
      );
    }
    return link;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Why it made no difference: nothing went through it so far. Undefined: something did. */
  get idleness(): string | undefined {
    const [near, far] = this.ends;
    if (this.#isReaching) return undefined;
    return this.#isUsed
      ? `the link at ${near} reaches nobody at ${far}${this.#unreachable}`
      : `nothing came over the link at ${near}: let a replica follow 127.0.0.1${near}, or name that as one`;
  }

  /** The network was cut or has healed. */
  changed(): void {
    for (const flow of this.#flows) flow.deliver();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #accept(near: Socket): void {
    const [nearEnd, farEnd] = this.ends;
    this.#keep(near);
    const far = connect({
      host: this.#plan.host,
      port: this.#plan.hostPort,
      allowHalfOpen: true,
      noDelay: true,
    });
    this.#keep(far);
    this.#isUsed = true;
    far.once('connect', () => (this.#isReaching = true));
    far.once('error', ({ message }) => (this.#unreachable = `: ${message}`));
    const flows = [this.#flow(near, far, nearEnd, farEnd), this.#flow(far, near, farEnd, nearEnd)];
    let open = 2;
    for (const socket of [near, far])
      socket.once('close', () => {
        if (--open === 0) for (const flow of flows) this.#flows.delete(flow);
      });
  }

  #flow(from: Socket, to: Socket, src: string, dest: string): Flow {
    const { bytesPerSec } = this.#options;
    const latencyMs = (): number => {
      const fate = this.network.route(src, dest);
      return fate.outcome === 'deliver' ? (fate.delaysMs[0] ?? 0) : 0;
    };
    const flow = new Flow(from, to, new StreamDelay({ latencyMs, bytesPerSec }), () =>
      this.network.admits(src, dest),
    );
    this.#flows.add(flow);
    return flow;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

interface Held {
  readonly dueMs: number;
  /** Absent: the stream ends here, or breaks. */
  readonly bytes?: Buffer;
  readonly isBroken?: boolean;
}

/** What goes one way. Its end, and that it broke, arrive in their turn and not during a cut. */
class Flow {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #delay: StreamDelay;
  readonly #isOpen: () => boolean;
  readonly #held: Held[] = [];
  #heldBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, delay: StreamDelay, isOpen: () => boolean) {
    this.#from = from;
    this.#to = to;
    this.#delay = delay;
    this.#isOpen = isOpen;
    from.on('data', (bytes: Buffer) => this.#take({ bytes }, bytes.length));
    from.once('end', () => this.#take({}));
    // What broke says so as it closes.
    from.on('error', () => undefined);
    from.once('close', (isBroken: boolean) => this.#take({ isBroken }));
    to.once('close', () => clearTimeout(this.#timer));
  }

  /** Passes on all that is due, unless the network is cut. */
  deliver(): void {
    clearTimeout(this.#timer);
    const nowMs = wallClockMs();
    while (this.#isOpen() && (this.#held[0]?.dueMs ?? Infinity) <= nowMs) this.#pass(this.#held.shift());
    const [next] = this.#held;
    if (next === undefined || !this.#isOpen()) return;
    this.#timer = setTimeout(() => this.deliver(), Math.max(1, next.dueMs - wallClockMs()));
  }

  #take(what: Omit<Held, 'dueMs'>, length = 0): void {
    this.#held.push({ ...what, dueMs: this.#delay.dueAfter(wallClockMs(), length) });
    this.#heldBytes += length;
    if (this.#heldBytes > HELD_LIMIT_BYTES) this.#from.pause();
    if (this.#held.length === 1) this.deliver();
  }

  #pass({ bytes, isBroken }: Held = { dueMs: 0 }): void {
    if (bytes !== undefined) {
      this.#heldBytes -= bytes.length;
      if (this.#heldBytes <= HELD_LIMIT_BYTES) this.#from.resume();
      if (!this.#to.destroyed) this.#to.write(bytes);
    } else if (isBroken === true) this.#to.destroy();
    else this.#to.end();
  }
}
