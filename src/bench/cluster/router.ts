/**
 * The network in real time: takes each line that a node prints, counts it, asks the fault model what becomes of it, and
 * hands the very same line to its receiver when it is due.
 */

import { printable } from '../../base/printable.ts';
import type { WireEntry } from '../../protocol/gossip.ts';
import { exactBody, readPassing, type Passing } from '../../protocol/passing.ts';
import type { Line } from '../../protocol/framing.ts';
import { BACKLOG_LIMIT_BYTES } from './child.ts';
import { sightingsOf } from './client-mail.ts';
import { Findings } from './findings.ts';
import { MessageNotes } from './message-notes.ts';
import type { NodeProcess, WrittenAt } from './node-process.ts';
import { replyOf } from './service-desk.ts';
import type { RouterOptions } from './router-options.ts';
import { shown } from './shown-message.ts';
import { Timetable } from './timetable.ts';
import { Traffic } from './traffic.ts';
import { Wiretap } from './wiretap.ts';

/** Messages in flight at once; further ones are dropped, and counted as `overflow`. */
export const MAX_IN_FLIGHT = 500_000;

/** Characters shown of a name that a stranger made up. */
const NAME_CHARS = 60;
/** And of a line that is no message. */
const NONSENSE_CHARS = 500;
/** What messages without a type are counted as. */
const UNTYPED = '(no type)';

/** A node's process, as far as lines go to it. */
export type Receiver = Pick<NodeProcess, 'name' | 'backlogBytes' | 'write' | 'flush'>;

/** A message that waits for `flush`. */
interface Unflushed {
  readonly dueMs: number;
  readonly number: number;
  /** Ours that it carries. */
  readonly entries: readonly WireEntry[];
}

export class Router {
  readonly traffic = new Traffic();
  readonly findings = new Findings();
  readonly wiretap: Wiretap;
  readonly timetable: Timetable;
  /** When each node last printed something. */
  readonly lastHeardMs = new Map<string, number>();

  /** Told of each message that was sent, and of each that reached a node. */
  onSent: (sender: string, dest: string, line: string) => void = () => undefined;
  onDelivered: (node: string, line: string) => void = () => undefined;

  readonly #options: RouterOptions;
  readonly #lastLines = new Map<string, string>();
  readonly #nodes: ReadonlySet<string>;
  readonly #children = new Map<string, Receiver>();
  /** Who has lines to be written, and the messages of nodes among them. */
  readonly #unflushed = new Map<Receiver, Unflushed[]>();
  /** Those that the run has down: nothing reaches them. */
  readonly #down = new Set<string>();
  /** What has been written to those that stand still. */
  readonly #unread = new Map<string, (readonly WireEntry[])[]>();
  readonly #notes: MessageNotes;
  #inFlight = 0;
  #pollMs: number | undefined;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#notes = new MessageNotes(options.journal);
    this.#nodes = new Set(options.nodes);
    this.wiretap = new Wiretap(options.nodes);
    this.timetable = new Timetable(options.now, () => this.flush());
  }

  /** The last line that the node printed; undefined: it has printed none. */
  lastLineOf(node: string): string | undefined {
    return this.#lastLines.get(node);
  }

  attach(child: Receiver): void {
    this.#children.set(child.name, child);
  }

  /** From now on nothing reaches the node: what is sent to it is lost. Until `up`. */
  down(node: string): void {
    this.#down.add(node);
  }

  /** From now on the node does not read: what is sent to it waits. Until `up`. */
  standStill(node: string): void {
    this.#unread.set(node, []);
  }

  up(node: string): void {
    this.#down.delete(node);
    const unread = this.#unread.get(node) ?? [];
    this.#unread.delete(node);
    for (const entries of unread) this.wiretap.delivered(node, entries, this.#options.now());
  }

  isDown(node: string): boolean {
    return this.#down.has(node);
  }

  /** A client's line to a node, at once: clients have no latency, as in Maelstrom. Where it cannot be taken, it times out. */
  fromClient(node: string, line: string): void {
    const child = this.#children.get(node);
    if (child === undefined || child.backlogBytes > BACKLOG_LIMIT_BYTES) return;
    if (this.#unflushed.size === 0) queueMicrotask(() => this.flush());
    this.#collect(child, line);
  }

  /** What a node printed. @param readAtMs when that was read, where it was not now */
  fromNode(node: string, lines: readonly Line[], readAtMs?: number): void {
    const heardAtMs = this.#pollStart();
    const sentAtMs = Math.min(readAtMs ?? heardAtMs, heardAtMs);
    this.lastHeardMs.set(node, heardAtMs);
    for (const line of lines) this.#line(node, line, sentAtMs);
    const last = lines.at(-1);
    if (typeof last === 'string') this.#lastLines.set(node, last);
    this.timetable.runDue();
    this.flush();
  }

  /** Writes what was collected, one piece for each node, and notes how late that is. Not before has a node been handed anything. */
  flush(): void {
    for (const [child, messages] of this.#unflushed) {
      const { now } = this.#options;
      const beganMs = now();
      child.flush((at) => this.#written(child.name, messages, at ?? { beganMs, endedMs: now() }));
    }
    this.#unflushed.clear();
  }

  #written(node: string, messages: readonly Unflushed[], at: WrittenAt | 'lost'): void {
    if (at === 'lost') this.traffic.lostByCarrier(messages.length);
    for (const { dueMs, number, entries } of messages) {
      if (at === 'lost') this.#notes.lost(number, 'carrier');
      else {
        this.traffic.addedDelay(at.endedMs - dueMs);
        this.#notes.arrived(number, at.endedMs);
        this.#wasDelivered(node, entries, at.beganMs);
      }
    }
  }

  /** Delivers nothing more. */
  stop(): void {
    this.timetable.clear();
  }

  /** Returns the child's unflushed messages. */
  #collect(child: Receiver, line: string): Unflushed[] {
    child.write(line);
    let messages = this.#unflushed.get(child);
    if (messages === undefined) this.#unflushed.set(child, (messages = []));
    return messages;
  }

  /**
   * When the event loop found that there was something to read: messages that had to wait for their turn in this round
   * are delayed by us, and that has to show in the added delay.
   */
  #pollStart(): number {
    if (this.#pollMs === undefined) {
      this.#pollMs = this.#options.now();
      setImmediate(() => (this.#pollMs = undefined));
    }
    return this.#pollMs;
  }

  #line(node: string, line: Line, sentAtMs: number): void {
    const message = readPassing(line);
    if (typeof message === 'string') {
      this.#nonsense(node, message);
      return;
    }
    const { src, dest, line: sent } = message;
    // A node may pass a client's request on in the client's name, as Maelstrom's Raft does: what counts is who printed it.
    if (!this.#nodes.has(src) && !this.#options.isClient(src)) {
      const what = `"src" must be the node's own name, and ${JSON.stringify(src)} is nobody: ${sent}`;
      this.#nonsense(node, what);
      return;
    }
    if (message.isMended === true)
      this.findings.add({ kind: 'loose', node, dest, line: sent, isOverlooked: true });
    const seen = shown(message);
    if (this.#nodes.has(dest)) this.#route(node, { dest, body: seen.body, line: sent }, sentAtMs);
    else if (this.#options.isClient(dest)) this.#toClient(node, seen);
    else if (this.#options.services.has(dest)) this.#toService(node, { ...seen, line: sent }, sentAtMs);
    else {
      this.traffic.toNobody(printable(dest, NAME_CHARS));
      this.findings.add({ kind: 'to_nobody', node, dest, line: sent });
    }
  }

  #nonsense(node: string, text: string): void {
    const shown = printable(text, NONSENSE_CHARS);
    this.#options.onNonsense(node, `printed something on stdout that is not a message: ${shown}`);
  }

  #toClient(node: string, message: Passing): void {
    const { toClient, now } = this.#options;
    const receipt = toClient(message.dest, exactBody(message), now(), node);
    for (const sighting of sightingsOf(receipt, node, message)) this.findings.add(sighting);
  }

  #toService(client: string, { dest, body, line }: Passing, sentAtMs: number): void {
    this.#send(client, { dest, body, line }, [], sentAtMs, (dueMs, number) => {
      this.#inFlight--;
      this.#notes.arrived(number, dueMs);
      this.traffic.delivered++;
      const service = this.#options.services.get(dest);
      const reply = service && replyOf(service, dest, { client, body, line });
      if (reply === undefined) this.findings.add({ kind: 'unserved', node: client, dest, line });
      // It answers at once, when the request was due: what is in between is the bench's own delay.
      else
        this.#send(dest, reply, [], dueMs, (backMs, back) =>
          this.#deliver(dest, client, reply.line, { dueMs: backMs, number: back, entries: [] }),
        );
    });
  }

  #route(
    sender: string,
    { dest, body, line }: Pick<Passing, 'dest' | 'body' | 'line'>,
    sentAtMs: number,
  ): void {
    const entries = this.wiretap.sent(sender, dest, body, line, sentAtMs);
    this.#send(sender, { dest, body, line }, entries, sentAtMs, (dueMs, number) =>
      this.#deliver(sender, dest, line, { dueMs, number, entries }),
    );
  }

  /** Counts a message and lets the network decide. @param arrive is called for each copy that is due */
  #send(
    sender: string,
    message: Pick<Passing, 'dest' | 'body' | 'line'>,
    entries: readonly WireEntry[],
    sentAtMs: number,
    arrive: (dueMs: number, number: number) => void,
  ): void {
    const { dest, body, line } = message;
    const kind = body.type === '' ? UNTYPED : printable(body.type, NAME_CHARS);
    this.traffic.sent(sender, kind, line);
    this.onSent(sender, dest, line);
    const fate = this.#options.network.route(sender, dest);
    if (fate.outcome === 'drop') {
      this.traffic.dropped[fate.cause]++;
      this.#notes.lost(this.#notes.left(sender, message, kind, sentAtMs, entries), fate.cause);
      return;
    }
    this.traffic.duplicated += fate.delaysMs.length - 1;
    for (const delayMs of fate.delaysMs) {
      const number = this.#notes.left(sender, message, kind, sentAtMs, entries);
      if (this.#inFlight >= MAX_IN_FLIGHT) {
        this.#overflowed(sender, dest, line, number);
        continue;
      }
      this.#inFlight++;
      const dueMs = sentAtMs + delayMs;
      this.timetable.at(dueMs, () => arrive(dueMs, number));
    }
  }

  #overflowed(node: string, dest: string, line: string, number: number): void {
    this.#notes.lost(number, 'overflow');
    this.traffic.overflowed(node, dest);
    this.findings.add({ kind: 'flood', node, dest, line });
  }

  #deliver(sender: string, dest: string, line: string, message: Unflushed): void {
    this.#inFlight--;
    const child = this.#children.get(dest);
    if (!this.#options.network.admits(sender, dest)) {
      this.traffic.dropped.partition++;
      this.#notes.lost(message.number, 'partition');
    } else if (this.#down.has(dest)) {
      this.traffic.dropped.down++;
      this.#notes.lost(message.number, 'down');
    } else if (child === undefined || child.backlogBytes > BACKLOG_LIMIT_BYTES) {
      this.#overflowed(sender, dest, line, message.number);
    } else {
      this.#collect(child, line).push(message);
      this.traffic.delivered++;
      this.onDelivered(dest, line);
    }
  }

  /** A node that stands still holds it when it goes on. */
  #wasDelivered(dest: string, entries: readonly WireEntry[], atMs: number): void {
    const unread = this.#unread.get(dest);
    if (unread === undefined) this.wiretap.delivered(dest, entries, atMs);
    else if (entries.length > 0) unread.push(entries);
  }
}
