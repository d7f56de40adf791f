/**
 * One agent, as the bench sees it: what goes there and what comes back, numbered and counted; how far its clock is; whether it is still there.
 */

import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Written, WrittenAt } from '../cluster/node-process.ts';
import type { Bus } from './bus.ts';
import { ClockEstimate } from './clock-estimate.ts';
import { BATCH_BYTES, encode, linesIn, newsIn, type News } from './frames.ts';
import { NumberedIn, NumberedOut } from './numbered.ts';
import type { Carrier, ProcessOrder, RemoteProcess, Stretch } from './remote-process.ts';
import { toAgent, type AgentName } from './subjects.ts';

/** An agent that was not heard of for so long is gone. */
export const SILENCE_MS = 5_000;
/** It answers four times a second. */
const DOUBT_MS = 1_000;
const POLL_MS = 50;
const SCRAPE_TIMEOUT_MS = 2_000;

/** Lines that have left, until the agent says that they are written. */
interface Sent {
  readonly atMs: number;
  readonly written: readonly Written[];
}

export type Here = News & { readonly kind: 'here' };

export interface LinkOptions {
  readonly session: string;
  readonly bus: Bus;
  readonly now: () => number;
  /** Takes an export of some node. */
  readonly spans: (body: Uint8Array, contentType: string) => void;
}

export class AgentLink implements Carrier {
  readonly name: string;
  /** Unlike that of any other. */
  readonly key: string;
  readonly clock = new ClockEstimate();
  /** How long lines took there, and from there, in microseconds. */
  readonly there = histogram();
  readonly back = histogram();
  readonly roundTrip = histogram();
  readonly processes = new Map<number, RemoteProcess>();
  /** Undefined: it has not answered the call. */
  here: Here | undefined;
  /** Messages to it that it says never came. */
  missingThere = 0;
  lastHeardMs: number;
  /** Why it is gone, to be read behind its name. */
  whyGone: string | undefined;
  hasSaidFarewell = false;

  readonly #now: () => number;
  readonly #spans: LinkOptions['spans'];
  readonly #out: NumberedOut;
  readonly #in: NumberedIn;
  #batch: { stretches: Stretch[]; written: Written[]; bytes: number } = emptyBatch();
  /** By the number of their frame, in its order. */
  readonly #sent = new Map<number, Sent>();
  /** Numbers of frames that no gap may hold. */
  readonly #orders = new Set<number>();
  readonly #calls = new Map<number, (page: string | undefined) => void>();
  #lastCall = 0;

  constructor(name: AgentName, { session, bus, now, spans }: LinkOptions) {
    this.name = name.agent;
    this.key = keyOf(name);
    this.#now = now;
    this.#spans = spans;
    this.lastHeardMs = now();
    this.#out = new NumberedOut(bus.maxBytes, (bytes) => bus.publish(toAgent(name, session), bytes));
    this.#in = new NumberedIn({
      frame: (frame) => this.#news(frame),
      gap: () => undefined,
    });
  }

  /** Messages from it that never came. */
  get missingBack(): number {
    return this.#in.missing;
  }

  /** Another agent speaks under the same name. */
  get isDouble(): boolean {
    return this.#in.repeated > 0;
  }

  take(bytes: Uint8Array): void {
    if (this.whyGone !== undefined) return;
    this.lastHeardMs = this.#now();
    this.#in.take(bytes);
  }

  order(order: ProcessOrder): void {
    this.#leave();
    this.#orders.add(this.#out.send(encode(order)));
  }

  /** Lines that are to be written: they leave with what else is to be carried in this turn of the event loop. */
  carry(stretch: Stretch, written: Written): void {
    if (this.#batch.stretches.length === 0) queueMicrotask(() => this.#leave());
    this.#batch.stretches.push(stretch);
    this.#batch.written.push(written);
    for (const line of stretch.lines) this.#batch.bytes += line.length;
    if (this.#batch.bytes > BATCH_BYTES) this.#leave();
  }

  ping(): void {
    this.#out.send(encode({ kind: 'ping', sentAtMs: this.#now() }));
  }

  bye(): void {
    this.#leave();
    this.#out.send(encode({ kind: 'bye' }));
  }

  /** Resolves when it has been heard of just now, or is given up. */
  async doubt(): Promise<void> {
    while (this.whyGone === undefined && this.#now() - this.lastHeardMs > DOUBT_MS) await pause(POLL_MS);
  }

  /** A node's metrics. @throws where it does not answer */
  async scrape(id: number): Promise<string> {
    const call = ++this.#lastCall;
    let timer: NodeJS.Timeout | undefined;
    const page = await new Promise<string | undefined>((resolve) => {
      this.#calls.set(call, resolve);
      timer = setTimeout(() => resolve(undefined), SCRAPE_TIMEOUT_MS);
      this.#out.send(encode({ kind: 'scrape', id, call }));
    });
    clearTimeout(timer);
    this.#calls.delete(call);
    if (page === undefined) throw new Error(`agent ${this.name} did not get the metrics`);
    return page;
  }

  /** @param why to be read behind its name */
  lose(why: string): void {
    if (this.whyGone !== undefined) return;
    this.whyGone = why;
    this.#batch = emptyBatch();
    for (const { written } of this.#sent.values()) for (const tell of written) tell('lost');
    this.#sent.clear();
    for (const process of this.processes.values())
      process.lost(`went with agent ${this.name}, which ${why}`, this.lastHeardMs);
  }

  #leave(): void {
    const { stretches, written } = this.#batch;
    if (stretches.length === 0) return;
    this.#batch = emptyBatch();
    if (this.whyGone !== undefined) return;
    const to = stretches.map(({ id, first, lines }): [number, number, number] => [id, first, lines.length]);
    const body = Buffer.from(stretches.map(({ lines }) => lines.join('\n')).join('\n'));
    const atMs = this.#now();
    this.#sent.set(this.#out.send(encode({ kind: 'lines', to }, body)), { atMs, written });
  }

  #news(frame: Buffer): void {
    const news = newsIn(frame);
    if (news === undefined) return;
    const { head, body } = news;
    switch (head.kind) {
      case 'here':
        this.here ??= head;
        return;
      case 'lines':
        this.#printed(head.from, linesIn(body));
        return;
      case 'bad':
        this.#process(head.id)?.printed(head.first, [head], this.clock.here(head.atMs));
        return;
      case 'written':
        for (const [number, beganMs, endedMs] of head.frames)
          this.#written(number, { beganMs: this.clock.here(beganMs), endedMs: this.clock.here(endedMs) });
        return;
      case 'gap':
        this.#gap(head.from, head.to);
        return;
      case 'pong':
        this.#pong(head);
        return;
      case 'page':
        this.#calls.get(head.call)?.(head.error === null ? body.toString('utf8') : undefined);
        return;
      case 'exits':
        for (const exit of head.exits) this.#process(exit.id)?.exited(exit);
        return;
      case 'leaving':
        this.lose('was stopped');
        return;
      case 'farewell':
        this.hasSaidFarewell = true;
        return;
      case 'state':
        this.#process(head.id)?.state(head);
        return;
      case 'stderr':
        this.#process(head.id)?.stderr(body);
        return;
      case 'spans':
        this.#spans(body, head.contentType);
        return;
      case 'metrics':
        this.#process(head.id)?.canBeScraped();
    }
  }

  #process(id: number): RemoteProcess | undefined {
    return this.processes.get(id);
  }

  #printed(from: readonly (readonly [number, number, number, number])[], lines: readonly string[]): void {
    const nowMs = this.#now();
    let start = 0;
    for (const [id, first, count, atMs] of from) {
      const readAtMs = this.clock.here(atMs);
      record(this.back, nowMs - readAtMs);
      this.#process(id)?.printed(first, lines.slice(start, start + count), readAtMs);
      start += count;
    }
  }

  /** An agent writes in order: if nobody told of an earlier frame, that news was dropped, and the frame was not. */
  #written(number: number, at: WrittenAt): void {
    for (const [earlier, { atMs, written }] of this.#sent) {
      if (earlier > number) break;
      this.#sent.delete(earlier);
      if (earlier === number) record(this.there, at.endedMs - atMs);
      for (const tell of written) tell(at);
    }
  }

  #gap(from: number, to: number): void {
    this.missingThere += to - from + 1;
    for (const [number, { written }] of this.#sent) {
      if (number < from || number > to) continue;
      this.#sent.delete(number);
      for (const tell of written) tell('lost');
    }
    // Nobody knows any more what runs there.
    if ([...this.#orders].some((number) => number >= from && number <= to))
      this.lose('was not told what to do with its processes: NATS dropped the order');
  }

  #pong({ sentAtMs, gotAtMs, answeredAtMs }: News & { readonly kind: 'pong' }): void {
    const backAtMs = this.#now();
    this.clock.add({ sentAtMs, gotAtMs, answeredAtMs, backAtMs });
    record(this.roundTrip, backAtMs - sentAtMs - (answeredAtMs - gotAtMs));
  }
}

export function keyOf({ owner, agent }: AgentName): string {
  return `${owner}.${agent}`;
}

function emptyBatch(): { stretches: Stretch[]; written: Written[]; bytes: number } {
  return { stretches: [], written: [], bytes: 0 };
}

function histogram(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: 60_000_000, figures: 3 });
}

function record(to: RecordableHistogram, ms: number): void {
  to.record(Math.min(60_000_000, Math.max(1, Math.round(ms * 1000))));
}
