/**
 * Nodes that reach each other through a NATS server, whose permissions bind each of them to its own name: docs/transports.md has a
 * configuration, and a test that runs it. The server stands between all of them: it can read and forge everything, and who is cut off from
 * it is cut off from everybody.
 */

import { randomUUID } from 'node:crypto';
import { connect, errors, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { compareText } from '../../base/order.ts';
import { Backoff } from '../backoff.ts';
import { Idle } from '../idle.ts';
import type { TransportLimits } from '../limits.ts';
import { isName, nameProblem } from '../names.ts';
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
import { connectionOptions } from './connection-options.ts';
import { explainNatsError } from './explain.ts';
import { Intake } from './intake.ts';
import { HEARTBEAT, isHeartbeat, Presence } from './presence.ts';
import { Publisher } from './publisher.ts';
import { checkNatsSettings, readNatsSecrets, type NatsSecrets, type NatsSettings } from './settings.ts';
import { inboxOf, senderOf, subjectOf } from './subjects.ts';

export interface NatsTransportOptions {
  readonly cluster: string;
  readonly node: string;
  readonly nats: NatsSettings;
  /** Members come and go: every node of the cluster is heard. */
  readonly isOpen: boolean;
  readonly limits: TransportLimits;
  readonly warn: (text: string) => void;
}

export class NatsTransport implements Transport {
  readonly kind = 'nats';
  readonly address = undefined;
  readonly #options: NatsTransportOptions;
  readonly #refusals: Refusals;
  readonly #backoff: Backoff;
  readonly #accounts = new Map<string, PeerAccount>();
  /** Those of them that are no peers. */
  readonly #guests = new Map<PeerAccount, Idle>();
  /** Who may become a guest by being spoken to. */
  #others: ReadonlySet<string> = new Set();
  readonly #publisher: Publisher;
  readonly #intake: Intake;
  readonly #presence: Presence;
  /** Tells this process from another of the same name. */
  readonly #instance = randomUUID();
  #connection: NatsConnection | undefined;
  #secrets: NatsSecrets = {};
  #isUp = false;
  #beats: NodeJS.Timeout | undefined;

  constructor(options: NatsTransportOptions) {
    const { limits, warn, cluster, node } = options;
    this.#options = options;
    this.#refusals = new Refusals(warn);
    this.#backoff = new Backoff(limits.backoff);
    this.#intake = new Intake(limits, (account) => this.#accounts.get(account.peer) === account);
    this.#presence = new Presence(limits.silenceMs);
    this.#publisher = new Publisher(limits, (dest) => subjectOf({ cluster, dest, src: node }));
  }

  async open(receive: Receive): Promise<void> {
    const { nats, cluster, node, limits } = this.#options;
    checkNatsSettings(nats);
    this.#intake.open(receive);
    this.#secrets = await readNatsSecrets(nats);
    try {
      const connection = await connect(
        connectionOptions(
          this.#options,
          () => this.#secrets,
          () => this.#backoff.nextMs(),
        ),
      );
      this.#connection = connection;
      let denied: unknown;
      connection.subscribe(inboxOf(cluster, node), {
        callback: (error, message) => {
          if (error === null) this.#take(message);
          else denied = error;
        },
      });
      // An answer to the subscription comes before the answer to this.
      await connection.flush();
      if (denied !== undefined) throw denied as Error;
      const problem = this.#payloadProblem(connection);
      if (problem !== undefined) throw new TransportError(problem);
    } catch (error) {
      await this.#connection?.close();
      this.#connection = undefined;
      throw error instanceof TransportError ? error : new TransportError(this.#explain(error));
    }
    void this.#follow(this.#connection);
    this.#up(this.#connection);
    this.#beats = setInterval(() => this.#beat(), limits.heartbeatMs);
  }

  send(to: string, line: string): void {
    const account = this.#accounts.get(to) ?? (this.#others.has(to) ? this.#invite(to) : undefined);
    if (account === undefined) return;
    account.push(line);
    this.#publisher.nudge(account);
  }

  setPeers(peers: readonly Peer[], others: readonly Peer[] = []): void {
    const wanted = new Set(peers.map(({ node }) => node));
    for (const node of wanted) {
      const problem = nameProblem('the peer', node);
      if (problem !== undefined) throw new TransportError(problem);
    }
    wanted.delete(this.#options.node);
    this.#others = new Set(others.map(({ node }) => node));
    for (const [node, account] of this.#accounts) {
      if (wanted.has(node)) continue;
      if (!this.#options.isOpen) this.#forget(account);
      else if (!this.#guests.has(account)) this.#guests.set(account, new Idle(account));
    }
    for (const node of wanted) this.#guests.delete(this.#accounts.get(node) ?? this.#add(node));
  }

  #add(node: string): PeerAccount {
    const account = new PeerAccount(node, this.#options.limits);
    this.#accounts.set(node, account);
    this.#greet(node);
    return account;
  }

  #forget(account: PeerAccount): void {
    this.#accounts.delete(account.peer);
    this.#guests.delete(account);
    this.#presence.forget(account);
    this.#publisher.end(account);
    account.dropAll('removed');
  }

  /** It is no peer, but it is of the cluster, and there is something to say. */
  #invite(node: string): PeerAccount | undefined {
    const { isOpen, limits } = this.#options;
    if (!isOpen || !isName(node) || this.#guests.size >= limits.guests) return undefined;
    const account = this.#add(node);
    this.#guests.set(account, new Idle(account));
    return account;
  }

  hold(held: boolean): void {
    this.#intake.hold(held);
  }

  states(): readonly PeerState[] {
    const peers = [...this.#accounts.values()].filter((account) => !this.#guests.has(account));
    return peers.map(({ state }) => state).sort((a, b) => compareText(a.peer, b.peer));
  }

  refusals(): Readonly<Record<RefusalReason, number>> {
    return this.#refusals.counts;
  }

  async reload(): Promise<void> {
    this.#secrets = await readNatsSecrets(this.#options.nats);
    await this.#connection?.reconnect();
  }

  async close(drainMs: number): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    clearInterval(this.#beats);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, drainMs)));
    if (this.#isUp) await Promise.race([this.#publisher.drain(), late]);
    this.#down();
    for (const account of this.#accounts.values()) account.dropAll('removed');
    await Promise.race([connection.close(), late]);
    clearTimeout(timer);
  }

  /** What a node takes in has to fit through the server: a write that cannot reach a peer would never converge. */
  #payloadProblem({ info }: NatsConnection): string | undefined {
    const { lineBytes } = this.#options.limits;
    const limit = info?.max_payload ?? 0;
    return limit >= lineBytes
      ? undefined
      : `the NATS server takes messages of ${limit} bytes, and nodes send up to ${lineBytes}: set max_payload: ${Math.ceil(lineBytes / 2 ** 20)}MB in its configuration`;
  }

  async #follow(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') this.#down('the connection to the NATS server is lost');
      else if (status.type === 'reconnect') this.#up(connection);
      else if (status.type === 'error') {
        const text = this.#explain(status.error);
        if (status.error instanceof errors.PermissionViolationError) this.#refusals.add('denied', text);
        else if (!this.#isUp) for (const account of this.#accounts.values()) account.disconnected(text);
      }
    }
  }

  #up(connection: NatsConnection): void {
    const { cluster, node, warn } = this.#options;
    // Another server of the same cluster may be set up otherwise.
    const problem = this.#payloadProblem(connection);
    if (problem !== undefined) {
      warn(problem);
      this.#down(problem);
      return;
    }
    this.#isUp = true;
    this.#backoff.reset();
    connection.publish(subjectOf({ cluster, dest: node, src: node }), this.#instance);
    this.#publisher.use(connection);
    for (const peer of this.#accounts.keys()) this.#greet(peer);
  }

  #down(error?: string): void {
    this.#isUp = false;
    this.#publisher.stop();
    this.#presence.clear();
    for (const account of this.#accounts.values()) account.disconnected(error);
  }

  #beat(): void {
    const nowMs = performance.now();
    for (const [account, idle] of this.#guests)
      if (idle.isOver(nowMs, this.#options.limits.guestMs)) this.#forget(account);
    for (const peer of this.#accounts.keys()) this.#greet(peer);
    for (const account of this.#presence.takeSilent()) {
      this.#publisher.end(account);
      account.disconnected(`${account.peer} is not heard of through the NATS server: check that it runs`);
    }
  }

  /** Tells a peer that this node is there. */
  #greet(peer: string): void {
    const { cluster, node } = this.#options;
    if (this.#isUp) this.#connection?.publish(subjectOf({ cluster, dest: peer, src: node }), HEARTBEAT);
  }

  #explain(error: unknown): string {
    const { nats, node } = this.#options;
    return explainNatsError(error, nats.servers, nats.user ?? node);
  }

  #take(message: Msg): void {
    const from = senderOf(message.subject);
    const isOther = from !== undefined && from !== this.#options.node;
    const account = isOther ? (this.#accounts.get(from) ?? this.#invite(from)) : undefined;
    if (from === this.#options.node) this.#own(message);
    else if (from === undefined || account === undefined)
      this.#refusals.add(
        'not_a_peer',
        `a message of ${from ?? 'nobody'}, who is no peer, was refused: add it to the members first`,
      );
    else this.#heard(account, message.data);
  }

  #heard(account: PeerAccount, { buffer, byteOffset, byteLength }: Uint8Array): void {
    if (this.#isUp && this.#presence.heard(account)) {
      account.connected();
      // It may have come after the last heartbeat of this node.
      this.#greet(account.peer);
      this.#publisher.begin(account);
    }
    const message = Buffer.from(buffer, byteOffset, byteLength);
    if (!isHeartbeat(message)) this.#intake.take(account, message);
  }

  /** Another process under this name: both hear everything, and both speak. */
  #own(message: Msg): void {
    if (message.string() === this.#instance) return;
    const { node } = this.#options;
    this.#refusals.add('replaced', `another process has connected as ${node}: end one of the two`);
  }
}
