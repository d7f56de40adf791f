/**
 * Nodes that connect to each other directly. Each dials its peers and sends on what it dialled; it listens on what they dialled. So there
 * is one connection for each direction, nothing to agree on when both sides dial, and a way that is cut in one direction is seen as that.
 *
 * Begin here. `outflow.ts` sends, `listener.ts` lets peers in, `inflow.ts` takes in what they send, `hello.ts` says what they
 * say to each other first; `wire.ts` is where TCP and TLS differ.
 */

import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { hostPortIn, type HostPort } from '../address.ts';
import { Standstill, type TransportLimits } from '../limits.ts';
import { nameProblem } from '../names.ts';
import { PeerAccount } from '../peer-account.ts';
import { Refusals } from '../refusals.ts';
import {
  TransportError,
  type Peer,
  type PeerState,
  type Receive,
  type RefusalReason,
  type Transport,
} from '../transport.ts';
import { PROTOCOL, type Hello, type Refusal } from './hello.ts';
import { Inflow } from './inflow.ts';
import { Listener } from './listener.ts';
import { Outflow } from './outflow.ts';
import type { Wire } from './wire.ts';

export interface SocketTransportOptions {
  readonly cluster: string;
  readonly node: string;
  /** `host:port`; port 0 takes a free one. */
  readonly listen: string;
  readonly wire: Wire;
  readonly limits: TransportLimits;
  /** Is told what somebody may have to put right. */
  readonly warn: (text: string) => void;
}

interface Link {
  readonly account: PeerAccount;
  readonly outflow: Outflow;
  inflow: Inflow | undefined;
}

export class SocketTransport implements Transport {
  readonly #options: SocketTransportOptions;
  readonly #hello: Omit<Hello, 'to'>;
  readonly #refusals: Refusals;
  readonly #listener: Listener;
  readonly #links = new Map<string, Link>();
  #receive: Receive | undefined;
  #isHeld = false;
  #isClosed = false;
  #beats: NodeJS.Timeout | undefined;
  readonly #standstill: Standstill;
  #reloads: NodeJS.Timeout | undefined;

  constructor(options: SocketTransportOptions) {
    const { cluster, node, wire, limits, warn } = options;
    this.#options = options;
    this.#hello = { protocols: [PROTOCOL], cluster, node, instance: randomUUID() };
    this.#refusals = new Refusals(warn);
    this.#standstill = new Standstill(limits);
    this.#listener = new Listener({
      ...{ wire, limits, refusals: this.#refusals, hello: this.#hello },
      admit: (socket, hello) => this.#admit(socket, hello),
    });
  }

  get kind(): 'tcp' | 'tls' {
    return this.#options.wire.kind;
  }

  get address(): string | undefined {
    return this.#listener.address;
  }

  async open(receive: Receive): Promise<void> {
    const { wire, listen, limits, warn } = this.#options;
    this.#receive = receive;
    await wire.open();
    await this.#listener.open(hostPortIn('the address to listen on', listen));
    this.#beats = setInterval(() => this.#beat(), limits.heartbeatMs);
    const reload = (): void => void this.reload().catch((error: unknown) => warn(reasonOf(error)));
    if (wire.kind === 'tls') this.#reloads = setInterval(reload, limits.reloadMs);
    for (const { outflow } of this.#links.values()) outflow.start();
  }

  send(to: string, line: string): void {
    const link = this.#links.get(to);
    if (link === undefined) return;
    link.account.push(line);
    link.outflow.nudge();
  }

  setPeers(peers: readonly Peer[]): void {
    const wanted = new Map(peers.map(({ node, address }) => [node, addressOf(node, address)]));
    wanted.delete(this.#options.node);
    if (this.#isClosed) return;
    for (const [node, link] of this.#links) if (!wanted.has(node)) this.#remove(node, link);
    for (const [node, at] of wanted) {
      const link = this.#links.get(node);
      if (link === undefined) this.#add(node, at);
      else link.outflow.moveTo(at);
    }
  }

  hold(held: boolean): void {
    this.#isHeld = held;
    for (const { inflow } of this.#links.values()) inflow?.hold(held);
  }

  states(): readonly PeerState[] {
    const names = [...this.#links.keys()].sort();
    return names.flatMap((name) => this.#links.get(name)?.account.state ?? []);
  }

  refusals(): Readonly<Record<RefusalReason, number>> {
    return this.#refusals.counts;
  }

  async reload(): Promise<void> {
    if (!(await this.#options.wire.reload())) return;
    // What this node shows has changed, and so may have whom it trusts.
    for (const { outflow } of this.#links.values()) outflow.renew();
    this.#beat();
  }

  async close(drainMs: number): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#reloads);
    this.#listener.close();
    const links = [...this.#links.values()];
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      Promise.all(links.map(({ outflow }) => outflow.drain())),
      new Promise((resolve) => (timer = setTimeout(resolve, drainMs))),
    ]);
    clearTimeout(timer);
    clearInterval(this.#beats);
    for (const { outflow, inflow } of links) {
      outflow.stop();
      inflow?.close();
    }
  }

  #add(node: string, at: HostPort): void {
    const { wire, limits } = this.#options;
    const account = new PeerAccount(node, limits);
    const outflow = new Outflow(at, { wire, limits, account, hello: this.#hello });
    this.#links.set(node, { account, outflow, inflow: undefined });
    if (this.#receive !== undefined && this.address !== undefined) outflow.start();
  }

  #remove(node: string, { outflow, inflow }: Link): void {
    this.#links.delete(node);
    outflow.stop();
    inflow?.close({ reason: 'not_a_peer', text: `${node} is no longer a peer of ${this.#options.node}` });
  }

  /** A peer has one connection to this node. The newer one is the one that works: who lost the older may be the only one to know. */
  #admit(socket: Socket, { node, instance }: Hello): Refusal | undefined {
    const link = this.#links.get(node);
    if (link === undefined || this.#receive === undefined)
      return {
        reason: 'not_a_peer',
        text: `${node} is no peer of ${this.#options.node}: add it to the members first`,
      };
    const { inflow: older, account } = link;
    if (older !== undefined && older.instance !== instance) {
      const text = `another process has connected as ${node}: end one of the two, or ignore this where ${node} was started anew`;
      this.#refusals.add('replaced', text);
      older.close({ reason: 'replaced', text });
    } else older?.close();
    const inflow = new Inflow(socket, {
      account,
      receive: this.#receive,
      limits: this.#options.limits,
      instance,
    });
    link.inflow = inflow;
    inflow.hold(this.#isHeld);
    socket.once('close', () => {
      if (link.inflow === inflow) link.inflow = undefined;
    });
    return undefined;
  }

  #beat(): void {
    const nowMs = performance.now();
    const { wire } = this.#options;
    const stoodStill = this.#standstill.since(nowMs);
    for (const { outflow, inflow } of this.#links.values()) {
      outflow.beat(nowMs, stoodStill);
      if (inflow === undefined) continue;
      const refusal = wire.objection(inflow.socket);
      if (refusal === undefined) inflow.beat(nowMs, stoodStill);
      else {
        this.#refusals.add(refusal.reason, refusal.text);
        inflow.close(refusal);
      }
    }
  }
}

/** @throws {TransportError} */
function addressOf(node: string, address: string): HostPort {
  const problem = nameProblem('the peer', node);
  if (problem !== undefined) throw new TransportError(problem);
  return hostPortIn(`the address of ${node}`, address);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
