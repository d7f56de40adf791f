/**
 * Runs a node as a service: requests of clients, messages of peers and a timer go in, one step each; replies and messages come out.
 * It does for HTTP and a transport what node-host.ts does for stdin and stdout, around the same `Server`.
 */

import { Buffer } from 'node:buffer';
import { encodeMessage } from '../../protocol/encode.ts';
import type {
  Body,
  GossipMessage,
  Inbound,
  Outbound,
  ParsedLine,
  Reply,
  ReplyBody,
} from '../../protocol/envelope.ts';
import type { GossipBody, GossipKind, WireDots } from '../../protocol/gossip.ts';
import { isGossip } from '../../protocol/parse-gossip.ts';
import type { Peer, Transport } from '../../transport/transport.ts';
import type { Identity } from '../../workload/identity.ts';
import type { Server } from '../../workload/server.ts';
import type { Input, Step, WatchedChange } from '../../workload/step.ts';
import { versionText } from '../../workload/versions.ts';
import { now } from '../clock.ts';
import type { Kept } from '../keep-in.ts';
import { reportReply } from '../report-reply.ts';
import { STEP_REQUESTS } from '../step-requests.ts';
import type { Telemetry } from '../telemetry.ts';
import { messageOf, type Asked } from './asked.ts';
import { peersIn } from './member-peers.ts';
import { MemberRequests, type AskedChange, type Ended } from './member-requests.ts';
import { isAlone, whyNotServing, type Members } from './member-state.ts';
import { WakeTimer } from './wake-timer.ts';

/** What requests come from, as far as the node can tell. No node can have this name: see `--node`. */
const CLIENT = 'api:client';

/** Steps that may wait for the disk before no more messages of peers are taken in. */
const WAITING_LIMIT_STEPS = 10_000;

export interface ServeHostOptions {
  readonly server: Server;
  readonly telemetry: Telemetry;
  readonly transport: Transport;
  /** Undefined: in memory alone. */
  readonly kept?: Kept | undefined;
  /** Where members change: who may know what has become of them. */
  readonly others: readonly Peer[];
  /** Is told what this node holds that the others do not have, where they removed it. */
  readonly fenced?: ((unmerged: readonly WireDots[]) => void) | undefined;
}

type Answer = (body: ReplyBody) => void;
type Watch = (changes: readonly WatchedChange[]) => void;

export class ServeHost {
  readonly #options: ServeHostOptions;
  readonly #asked = new Map<number, Answer>();
  #lastMsgId = 0;
  readonly #timer = new WakeTimer(() => this.#step({ type: 'wake' }, now()));
  #keys = 0;
  #pending = 0;
  #isClockWrong = false;
  #waiting = 0;
  /** Requests whose step has not been made. */
  #taken = 0;
  #firstTakenAtMs = 0;
  #isCaughtUp = false;
  readonly #watchers = new Set<Watch>();
  readonly #memberRequests = new MemberRequests();

  constructor(options: ServeHostOptions) {
    this.#options = options;
  }

  /** Which version of a key this node holds, as a text that tells it from every other; undefined: it holds no such key. */
  versionOf(key: string): string | undefined {
    const { replica } = this.#options.server;
    const version = replica?.peek(key) === undefined ? undefined : replica.versionOf(key);
    return version && versionText(version);
  }

  /** Whether this node holds a value for the key. */
  has(key: string): boolean {
    return this.#options.server.replica?.peek(key) !== undefined;
  }

  /** How many keys the node holds, those that the latest requests have written among them. */
  get keys(): number {
    this.#answerTaken();
    return this.#keys;
  }

  /** Writes accepted here that are not on every node yet. */
  get pending(): number {
    return this.#pending;
  }

  /** Whether the node refuses writes, because its clock is far from those of most peers. */
  get isClockWrong(): boolean {
    return this.#isClockWrong;
  }

  /** Whether it holds all that some peer held since it was started: until then it may know less than it has once acknowledged. */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp;
  }

  /** Calls back with the keys that have changed, from now on, after each step. @returns ends that */
  watch(watcher: Watch): () => void {
    const { server } = this.#options;
    this.#watchers.add(watcher);
    server.watches = true;
    return () => {
      this.#watchers.delete(watcher);
      server.watches = this.#watchers.size > 0;
    };
  }

  /** Why the node serves nobody, where members change; undefined: it does. */
  get notServing(): string | undefined {
    return whyNotServing(this.members, now());
  }

  /** Where members change. */
  get members(): Members | undefined {
    return this.#options.server.replica?.members;
  }

  get identity(): Identity {
    const { identity } = this.#options.server;
    if (identity === undefined) throw new Error('a service knows who it is before it is asked');
    return identity;
  }

  /** Asks for a change of the members. @param ended hears what became of it; of an error the request is at once */
  changeMembers(
    kind: AskedChange,
    node: string,
    force: boolean,
    ended: (ended: Ended | ReplyBody) => void,
  ): void {
    const life = this.members?.view?.lifeOf(node);
    const giveUp = life && this.#memberRequests.wait(kind, life, ended);
    this.ask({ body: { type: 'change_members', change: kind, node, force } }, (reply) => {
      if (reply.type !== 'error' && !force) return;
      giveUp?.();
      ended(reply.type === 'error' ? reply : { outcome: 'done', text: '' });
    });
  }

  /** Initialises the node, as Maelstrom's `init` does, and begins to take peers' messages. @param body of that request */
  async start(body: Body): Promise<void> {
    const { server, telemetry, transport } = this.#options;
    await this.reply({ body });
    if (server.identity === undefined) throw new Error('init must initialise the node');
    this.#isCaughtUp ||= isAlone(server, now());
    await telemetry.initialised(server.identity);
    // Its sender is who it says: the transport has seen to that.
    await transport.open((_, parsed) => this.#receive(parsed));
  }

  /** The node takes the request before this returns. @param answer gets the reply: an error of the client protocol is one, too */
  ask(asked: Asked, answer: Answer): void {
    const msgId = ++this.#lastMsgId;
    const dest = this.#options.server.identity?.node ?? '';
    const message = messageOf(asked, { src: CLIENT, dest, msgId });
    this.#asked.set(msgId, answer);
    if (this.#options.server.isTaken(message.body.type)) this.#take(message);
    else this.#step({ type: 'line', parsed: { ok: true, message } }, now());
  }

  /** Those that come in one turn of the event loop are answered together: one step for all, and clients are woken once. */
  #take(message: Inbound): void {
    const takenAtMs = now();
    if (this.#taken === 0) this.#firstTakenAtMs = takenAtMs;
    this.#options.server.take(message, takenAtMs);
    this.#taken++;
    if (this.#taken === STEP_REQUESTS) this.#answerTaken();
    else if (this.#taken === 1) setImmediate(() => this.#answerTaken());
  }

  #answerTaken(): void {
    if (this.#taken > 0) this.#step({ type: 'wake' }, this.#firstTakenAtMs);
  }

  /** The reply to a request of which nobody waits for the step. */
  reply(asked: Asked): Promise<ReplyBody> {
    return new Promise((resolve) => this.ask(asked, resolve));
  }

  stop(): void {
    this.#timer.stop();
  }

  #receive(parsed: ParsedLine): void {
    if (parsed.ok) {
      const { type } = parsed.message.body;
      if (isGossip(type)) this.#count('received', type, parsed.message.line);
    }
    const { events } = this.#step({ type: 'line', parsed }, now());
    if (this.#isCaughtUp || !parsed.ok || events.some((event) => event.type === 'rejected')) return;
    this.#isCaughtUp = this.#hasAll(parsed.message.body as Partial<GossipBody>);
  }

  /** Whether this is the end of an answer to a question of this life: there is nothing left that the peer has and this node has not. */
  #hasAll({ answer }: Partial<GossipBody>): boolean {
    if (answer === undefined || answer[0] !== this.#options.server.replica?.origin) return false;
    return answer[3] === 'head' || answer[3] === 'done';
  }

  #count(direction: 'sent' | 'received', kind: GossipKind, line: string): number {
    const bytes = Buffer.byteLength(line);
    this.#options.telemetry.message(direction, kind, bytes);
    return bytes;
  }

  #step(input: Input, readAtMs: number): Step {
    const { server, telemetry, kept } = this.#options;
    this.#taken = 0;
    const step = server.step(input, now());
    this.#note(step);
    if (kept === undefined) this.#deliver(step);
    else {
      kept.keep(step, server.lastStepMs);
      this.#wait(1);
      kept.commit(() => {
        this.#wait(-1);
        this.#deliver(step);
      });
    }
    const doneAtMs = now();
    telemetry.record(step.events, doneAtMs - readAtMs, doneAtMs);
    this.#timer.schedule(step.wakeAt);
    return step;
  }

  #note({ events }: Step): void {
    for (const event of events) {
      if (event.type === 'keys') this.#keys = event.count;
      else if (event.type === 'pending') this.#pending = event.count;
      else if (event.type === 'clock') this.#isClockWrong = event.isWrong;
      else if (event.type === 'view') this.#connectMembers();
      else if (event.type === 'fenced') this.#options.fenced?.(event.unmerged);
    }
  }

  /** Before anything is sent to them. Who is no member speaks to nobody but those who may know more. */
  #connectMembers(): void {
    const { transport, others, server } = this.#options;
    const view = this.members?.view;
    if (view === undefined || server.replica === undefined) return;
    this.#isCaughtUp ||= isAlone(server, now());
    const members = peersIn(view, transport.kind);
    if (view.stateOf(server.replica.origin) === undefined) transport.setPeers([], [...others, ...members]);
    else transport.setPeers(members, others);
  }

  /** Nobody hears of a step before it is on disk, where the node keeps its data. */
  #deliver({ sends, events, watched }: Step): void {
    for (const send of sends) this.#send(send);
    this.#memberRequests.record(events);
    if (watched !== undefined && watched.length > 0) for (const watch of this.#watchers) watch(watched);
  }

  /** Peers are not listened to while too much waits for the disk; clients wait for their answers anyway. */
  #wait(steps: 1 | -1): void {
    const { transport } = this.#options;
    this.#waiting += steps;
    if (steps === 1 && this.#waiting === WAITING_LIMIT_STEPS) transport.hold(true);
    if (steps === -1 && this.#waiting === WAITING_LIMIT_STEPS - 1) transport.hold(false);
  }

  #send(message: Outbound): void {
    if (message.kind === 'report')
      void reportReply(this.#options.telemetry, message).then((reply) => this.#send(reply));
    else if (message.kind === 'reply' && message.dest === CLIENT) this.#answer(message);
    else this.#post(message);
  }

  #answer({ inReplyTo, body }: Reply): void {
    const answer = this.#asked.get(inReplyTo as number);
    this.#asked.delete(inReplyTo as number);
    answer?.(body);
  }

  /** To a peer. An error reply to one is no gossip, and goes the same way. */
  #post(message: Reply | GossipMessage): void {
    const { server, telemetry, transport } = this.#options;
    const line = encodeMessage(server.identity?.node ?? '', message);
    transport.send(message.dest, line);
    if (message.kind === 'reply') return;
    const bytes = this.#count('sent', message.body.type, line);
    telemetry.departed(message.dest, message.body, bytes);
  }
}
