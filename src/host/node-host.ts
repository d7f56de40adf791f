/** Runs a node against real time: lines in, steps, lines out, and a timer for what the node wants to do on its own. */

import { Buffer } from 'node:buffer';
import type { Line } from '../protocol/framing.ts';
import type { Inbound, Outbound, ParsedLine } from '../protocol/envelope.ts';
import { encodeMessage } from '../protocol/encode.ts';
import type { GossipBody } from '../protocol/gossip.ts';
import { isGossip } from '../protocol/parse-gossip.ts';
import { parseLine } from '../protocol/parse.ts';
import type { Server } from '../workload/server.ts';
import type { Input, ReportReply, Step } from '../workload/step.ts';
import { now } from './clock.ts';
import type { Telemetry } from './telemetry.ts';

/** The longest delay that a timer takes. */
const TIMER_LIMIT_MS = 2 ** 31 - 1;

export interface NodeHostOptions {
  readonly server: Server;
  readonly telemetry: Telemetry;
  /** Writes complete lines. */
  readonly write: (text: string) => void;
  /** Stops and resumes the input while a reply has to wait for the registry. */
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
  #timer: NodeJS.Timeout | undefined;
  #wakeAt: number | undefined;

  constructor(options: NodeHostOptions) {
    this.#options = options;
  }

  /** Lines that arrived together. Resolves when they, and all before them, are answered. */
  receive(lines: readonly Line[]): Promise<void> {
    this.#batches.push({ lines, readAtMs: now() });
    if (!this.#draining) this.#drained = this.#drain();
    return this.#drained;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Runs through without a pause unless a report, or the start of telemetry, makes the next line wait. */
  async #drain(): Promise<void> {
    this.#draining = true;
    for (let batch = this.#batches.shift(); batch !== undefined; batch = this.#batches.shift()) {
      for (const line of batch.lines) {
        const waiting = this.#line(line, batch.readAtMs);
        if (waiting === undefined) continue;
        this.#flush();
        this.#options.hold(true);
        await waiting;
        this.#options.hold(false);
      }
      this.#flush();
    }
    this.#draining = false;
    this.#schedule();
  }

  /** A promise when the lines behind this one have to wait. */
  #line(line: Line, readAtMs: number): Promise<void> | undefined {
    const { server, telemetry } = this.#options;
    const parsed: ParsedLine = typeof line === 'string' ? parseLine(line) : { ok: false, ...line };
    const before = server.identity;
    if (parsed.ok && isGossip(parsed.message.body.type)) this.#countReceived(parsed.message);
    const waiting = this.#step({ type: 'line', parsed }, readAtMs);
    const identity = server.identity;
    if (before !== undefined || identity === undefined) return waiting;
    this.#flush();
    return telemetry.initialised(identity);
  }

  #countReceived({ body, line }: Inbound): void {
    if (isGossip(body.type)) this.#options.telemetry.message('received', body.type, Buffer.byteLength(line));
  }

  #step(input: Input, readAtMs: number): Promise<void> | undefined {
    const { server, telemetry } = this.#options;
    const step = server.step(input, now());
    this.#wakeAt = step.wakeAt;
    const waiting = this.#emit(step.sends, 0);
    const doneAt = now();
    telemetry.record(step.events, doneAt - readAtMs, doneAt);
    return waiting;
  }

  /** Writes a step's messages in their order, waiting for the registry where one of them is read from it. */
  #emit(sends: Step['sends'], from: number): Promise<void> | undefined {
    for (let i = from; i < sends.length; i++) {
      const send = sends[i];
      if (send === undefined) break;
      if ('report' in send) return this.#report(send).then(() => this.#emit(sends, i + 1));
      this.#send(send);
    }
    return undefined;
  }

  #send(message: Outbound): void {
    const line = encodeMessage(this.#options.server.identity?.node ?? '', message);
    if (isGossip(message.body.type)) {
      const bytes = Buffer.byteLength(line);
      this.#options.telemetry.message('sent', message.body.type, bytes);
      this.#options.telemetry.departed(message.dest, message.body as unknown as GossipBody, bytes);
    }
    this.#output += `${line}\n`;
  }

  async #report({ report, dest, tail }: ReportReply): Promise<void> {
    const fields = await this.#options.telemetry.report(report);
    this.#send({ dest, body: { type: `${report}_ok`, ...fields, ...tail }, gossip: false });
  }

  #flush(): void {
    if (this.#output === '') return;
    const output = this.#output;
    this.#output = '';
    this.#options.write(output);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#wakeAt === undefined) return;
    const delayMs = Math.min(Math.max(0, this.#wakeAt - now()), TIMER_LIMIT_MS);
    this.#timer = setTimeout(() => this.#wake(), delayMs);
  }

  #wake(): void {
    // While a line waits for the registry the order of messages is kept: the drain schedules again when it is done.
    if (this.#draining) return;
    void this.#step({ type: 'wake' }, now());
    this.#flush();
    this.#schedule();
  }
}
