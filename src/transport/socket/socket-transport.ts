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
import { Idle } from '../idle.ts';
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
  /** Where it says that it listens, to a cluster that is heard as a whole; undefined: peers alone are heard. */
  readonly openToCluster: { readonly address: string } | undefined;
  readonly limits: TransportLimits;
  /** Is told what somebody may have to put right. */
  readonly warn: (text: string) => void;
}

interface Link {
  readonly account: PeerAccount;
  readonly outflow: Outflow;
  inflow: Inflow | undefined;
  /** As the list has it; undefined: it is a guest, and was never a peer. */
  listed: HostPort | undefined;
  /** Not in the list: it is forgotten when it falls silent. */
  idle: Idle | undefined;
}

export class SocketTransport implements Transport {
  readonly #options: SocketTransportOptions;
  readonly #hello: Omit<Hello, 'to'>;
  readonly #refusals: Refusals;
  readonly #listener: Listener;
  readonly #links = new Map<string, Link>();
  /** Who may become a guest by being spoken to. */
  #others: ReadonlyMap<string, HostPort> = new Map();
  #receive: Receive | undefined;
  #isHeld = false;
  #isClosed = false;
  #beats: NodeJS.Timeout | undefined;
  readonly #standstill: Standstill;
  #reloads: NodeJS.Timeout | undefined;

  constructor(options: SocketTransportOptions) {
    const { cluster, node, wire, limits, warn, openToCluster } = options;
    this.#options = options;
    const at = openToCluster && { at: openToCluster.address };
    this.#hello = { protocols: [PROTOCOL], cluster, node, instance: randomUUID(), ...at };
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
    const link = this.#links.get(to) ?? this.#spokenTo(to);
    if (link === undefined) return;
    link.account.push(line);
    link.outflow.nudge();
  }

  setPeers(peers: readonly Peer[], others: readonly Peer[] = []): void {
    const wanted = this.#addresses(peers);
    this.#others = this.#addresses(others);
    if (this.#isClosed) return;
    for (const [node, link] of this.#links) {
      if (wanted.has(node)) continue;
      if (this.#options.openToCluster === undefined) this.#remove(node, link);
      else link.idle ??= new Idle(link.account);
    }
    for (const [node, at] of wanted) {
      const link = this.#links.get(node) ?? this.#add(node, at);
      link.idle = undefined;
      // Where it has said itself that it listens counts for more, until the list says something new.
      if (!isSame(link.listed, at)) link.outflow.moveTo(at);
      link.listed = at;
    }
  }

  #addresses(peers: readonly Peer[]): Map<string, HostPort> {
    const addresses = new Map(peers.map(({ node, address }) => [node, addressOf(node, address)]));
    addresses.delete(this.#options.node);
    return addresses;
  }

  hold(held: boolean): void {
    this.#isHeld = held;
    for (const { inflow } of this.#links.values()) inflow?.hold(held);
  }

  states(): readonly PeerState[] {
    const peers = [...this.#links].filter(([, { idle }]) => idle === undefined).map(([name]) => name);
    return peers.sort().flatMap((name) => this.#links.get(name)?.account.state ?? []);
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

  #add(node: string, at: HostPort): Link {
    const { wire, limits } = this.#options;
    const account = new PeerAccount(node, limits);
    const outflow = new Outflow(at, { wire, limits, account, hello: this.#hello });
    const link: Link = { account, outflow, inflow: undefined, listed: at, idle: undefined };
    this.#links.set(node, link);
    if (this.#receive !== undefined && this.address !== undefined) outflow.start();
    return link;
  }

  #spokenTo(node: string): Link | undefined {
    const at = this.#others.get(node);
    return at && this.#invite(node, at);
  }

  /** It is no peer, but it is of the cluster, and there is something to say. */
  #invite(node: string, at: HostPort): Link | undefined {
    if (this.#options.openToCluster === undefined || this.#isClosed) return undefined;
    const guests = [...this.#links.values()].filter(({ idle }) => idle !== undefined);
    if (guests.length >= this.#options.limits.guests) return undefined;
    const link = this.#add(node, at);
    link.idle = new Idle(link.account);
    return link;
  }

  #remove(node: string, { outflow, inflow }: Link): void {
    this.#links.delete(node);
    outflow.stop();
    inflow?.close({ reason: 'not_a_peer', text: `${node} is no longer a peer of ${this.#options.node}` });
  }

  /** A peer has one connection to this node. The newer one is the one that works: who lost the older may be the only one to know. */
  #admit(socket: Socket, { node, instance, at: said }: Hello): Refusal | undefined {
    const at = this.#options.openToCluster && said !== undefined ? addressSaid(said) : undefined;
    const link = this.#links.get(node) ?? (at && this.#invite(node, at));
    if (link === undefined || this.#receive === undefined)
      return {
        reason: 'not_a_peer',
        text: `${node} is no peer of ${this.#options.node}: add it to the members first`,
      };
    // It may have moved since it was listed.
    if (at !== undefined) link.outflow.moveTo(at);
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
    for (const [node, link] of this.#links) {
      const { outflow, inflow } = link;
      if (link.idle?.isOver(nowMs, this.#options.limits.guestMs) === true) {
        this.#remove(node, link);
        continue;
      }
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

/** Undefined: nobody could listen there. */
function addressSaid(text: string): HostPort | undefined {
  try {
    return hostPortIn('the address of a guest', text);
  } catch {
    return undefined;
  }
}

function isSame(a: HostPort | undefined, b: HostPort): boolean {
  return a?.host === b.host && a.port === b.port;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
