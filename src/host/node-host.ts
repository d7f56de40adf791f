/** Runs a node in real time: lines in, a step for each or for some requests that came together, lines out, and a timer for what the node does on its own. */

import { Buffer } from 'node:buffer';
import type { Line } from '../protocol/framing.ts';
import type { GossipMessage, Inbound, ParsedLine, Reply } from '../protocol/envelope.ts';
import { encodeMessage } from '../protocol/encode.ts';
import { isGossip } from '../protocol/parse-gossip.ts';
import { parseLine } from '../protocol/parse.ts';
import type { Server } from '../workload/server.ts';
import type { Input, Step } from '../workload/step.ts';
import { delayUntilMs, now } from './clock.ts';
import { reportReply } from './report-reply.ts';
import { STEP_REQUESTS } from './step-requests.ts';
import type { Telemetry } from './telemetry.ts';

/** More output than this is written before more is made. */
const OUTPUT_PIECE_CHARS = 2 ** 20;

export interface NodeHostOptions {
  readonly server: Server;
  readonly telemetry: Telemetry;
  /** Writes complete lines. Returns a promise if too much output waits to be read: no input is taken until it resolves. */
  readonly write: (text: string) => Promise<void> | undefined;
  /** Keeps what a step changed, where the node keeps its data: before `write` is called for what it sends. */
  readonly keep?: ((step: Step, atMs: number) => void) | undefined;
  /** Stops the input (true) and resumes it (false). */
  readonly hold: (held: boolean) => void;
}

interface Batch {
  readonly lines: readonly Line[];
  readonly readAtMs: number;
}

export class NodeHost {
  readonly #options: NodeHostOptions;
  readonly #batches: Batch[] = [];
  #draining = false;
  #drained = Promise.resolve();
  #output = '';
  /** Requests whose step has not ended. */
  #taken = 0;
  readonly #keep: NodeHostOptions['keep'];
  #timer: NodeJS.Timeout | undefined;
  #wakeAt: number | undefined;

  constructor(options: NodeHostOptions) {
    this.#options = options;
    this.#keep = options.keep;
  }

  /** Takes lines that arrived together. Resolves when they and all before them are answered. */
  receive(lines: readonly Line[]): Promise<void> {
    this.#batches.push({ lines, readAtMs: now() });
    if (!this.#draining) this.#drained = this.#drain();
    return this.#drained;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Pauses only where the next line has to wait: for a report, for the start of telemetry, or for the reader of the output. */
  async #drain(wakes = false): Promise<void> {
    this.#draining = true;
    if (wakes) {
      const waiting = this.#step({ type: 'wake' }, now());
      if (waiting !== undefined) await this.#waitFor(waiting);
      await this.#backPressure();
    }
    for (let batch = this.#batches.shift(); batch !== undefined; batch = this.#batches.shift()) {
      for (const line of batch.lines) {
        const waiting = this.#line(line, batch.readAtMs);
        if (waiting !== undefined) await this.#waitFor(waiting);
      }
      const waiting = this.#end(batch.readAtMs);
      if (waiting !== undefined) await this.#waitFor(waiting);
      await this.#backPressure();
    }
    this.#draining = false;
    this.#schedule();
  }

  /** What was written before leaves meanwhile. */
  async #waitFor(waiting: Promise<void>): Promise<void> {
    await this.#holdFor(this.#flush());
    await this.#holdFor(waiting);
  }

  /** Writes the output, and waits if too much of it has not been read. */
  async #backPressure(): Promise<void> {
    const full = this.#flush();
    if (full !== undefined) await this.#holdFor(full);
  }

  async #holdFor(waiting: Promise<void> | undefined): Promise<void> {
    this.#options.hold(true);
    await waiting;
    this.#options.hold(false);
  }

  /** Returns a promise if the lines behind this one have to wait. */
  #line(line: Line, readAtMs: number): Promise<void> | undefined {
    const { server, telemetry } = this.#options;
    const parsed: ParsedLine = typeof line === 'string' ? parseLine(line) : { ok: false, ...line };
    if (parsed.ok && server.isTaken(parsed.message.body.type)) {
      server.take(parsed.message, now());
      return ++this.#taken < STEP_REQUESTS ? undefined : this.#end(readAtMs);
    }
    const before = server.identity;
    if (parsed.ok && isGossip(parsed.message.body.type)) this.#countReceived(parsed.message);
    const waiting = this.#step({ type: 'line', parsed }, readAtMs);
    const identity = server.identity;
    if (before !== undefined || identity === undefined) return waiting;
    void this.#flush();
    return telemetry.initialised(identity);
  }

  #countReceived({ body, line }: Inbound): void {
    if (isGossip(body.type)) this.#options.telemetry.message('received', body.type, Buffer.byteLength(line));
  }

  /** The step of what was taken, if anything was: there is no other input to it. */
  #end(readAtMs: number): Promise<void> | undefined {
    return this.#taken === 0 ? undefined : this.#step({ type: 'wake' }, readAtMs);
  }

  #step(input: Input, readAtMs: number): Promise<void> | undefined {
    const { server, telemetry } = this.#options;
    this.#taken = 0;
    const step = server.step(input, now());
    this.#wakeAt = step.wakeAt;
    this.#keep?.(step, server.lastStepMs);
    const waiting = this.#emit(step.sends, 0);
    const doneAt = now();
    telemetry.record(step.events, doneAt - readAtMs, doneAt);
    return waiting;
  }

  /** Writes a step's messages in order. A report is read from the metric registry, and the messages behind it wait. */
  #emit(sends: Step['sends'], from: number): Promise<void> | undefined {
    for (let i = from; i < sends.length; i++) {
      const send = sends[i];
      if (send === undefined) break;
      if (send.kind === 'report')
        return reportReply(this.#options.telemetry, send).then((reply) => {
          this.#send(reply);
          return this.#emit(sends, i + 1);
        });
      this.#send(send);
      // A few requests may have long answers: they are not all written out before some of it has left.
      if (this.#output.length > OUTPUT_PIECE_CHARS)
        return this.#backPressure().then(() => this.#emit(sends, i + 1));
    }
    return undefined;
  }

  #send(message: Reply | GossipMessage): void {
    const { server, telemetry } = this.#options;
    const line = encodeMessage(server.identity?.node ?? '', message);
    this.#output += `${line}\n`;
    if (message.kind === 'reply') return;
    const bytes = Buffer.byteLength(line);
    telemetry.message('sent', message.body.type, bytes);
    telemetry.departed(message.dest, message.body, bytes);
  }

  #flush(): Promise<void> | undefined {
    // What changed without a word is kept, too.
    if (this.#output === '' && this.#keep === undefined) return undefined;
    const output = this.#output;
    this.#output = '';
    return this.#options.write(output);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#wakeAt === undefined) return;
    this.#timer = setTimeout(() => this.#wake(), delayUntilMs(this.#wakeAt));
  }

  #wake(): void {
    // A line may be waiting for the registry. To keep messages in order, the drain schedules the wake-up when it is done.
    if (this.#draining) return;
    this.#drained = this.#drain(true);
  }
}
