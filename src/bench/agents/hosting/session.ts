/** What an agent does for one bench: starts processes, carries their lines, says how they do, and ends them when the bench ends or is gone. */

import { scrape } from '../../accounts/node-stats.ts';
import type { Bus } from '../bus.ts';
import { linesIn, orderIn, type Exit, type Frame, type News, type Order } from '../frames.ts';
import { NumberedIn, NumberedOut } from '../numbered.ts';
import { exportVariableTo } from '../../traces/trace-plan.ts';
import { startReceiver, type Receiver } from '../../traces/receiver.ts';
import { toBench, type AgentName } from '../subjects.ts';
import { HostedProcess } from './hosted-process.ts';
import { Outbox } from './outbox.ts';
import { permitted, type Programs } from './permitted.ts';

/** Each process says how it does once in so many pings of the bench. */
const STATE_ROUND = 8;
/** And as often the agent says again which have ended. */
const EXITS_ROUND = 4;

export interface SessionOptions {
  /** That of the bench. */
  readonly session: string;
  readonly name: AgentName;
  readonly bus: Bus;
  readonly programs: Programs;
  readonly now: () => number;
  /** Whether one more process may be started here. */
  readonly hasRoom: () => boolean;
}

export class Session {
  lastHeardMs: number;
  /** Resolves when processes can be started. */
  readonly opened: Promise<void>;
  readonly #options: SessionOptions;
  readonly #in: NumberedIn;
  readonly #outbox: Outbox;
  readonly #processes = new Map<number, HostedProcess>();
  /** Those that could not be started. */
  readonly #refused: Exit[] = [];
  /** Of spans; it is there before the bench hears of this agent. */
  #receiver: Receiver | undefined;
  #pings = 0;
  #isOver = false;

  constructor(options: SessionOptions) {
    const { session, name, bus, now } = options;
    this.#options = options;
    this.lastHeardMs = now();
    this.opened = this.#open();
    const out = new NumberedOut(bus.maxBytes, (bytes) => bus.publish(toBench(session, name), bytes));
    this.#outbox = new Outbox(out, now);
    this.#in = new NumberedIn({
      frame: (frame, number) => this.#take(orderIn(frame), number),
      gap: (from, to) => this.#outbox.say({ kind: 'gap', from, to }),
    });
  }

  /** Makes ready what processes will need, so that they can be started at once. */
  async #open(): Promise<void> {
    this.#receiver = await startReceiver((body, contentType) =>
      this.#outbox.say({ kind: 'spans', contentType }, body),
    );
  }

  get running(): number {
    return [...this.#processes.values()].filter(({ isRunning }) => isRunning).length;
  }

  say(news: News): void {
    this.#outbox.say(news);
  }

  take(bytes: Uint8Array): void {
    this.lastHeardMs = this.#options.now();
    if (!this.#isOver) this.#in.take(bytes);
  }

  /** Ends all its processes. Resolves when they are gone. */
  async end(): Promise<void> {
    this.#isOver = true;
    const processes = [...this.#processes.values()];
    for (const process of processes) process.order('kill');
    await Promise.all(processes.map(({ ended }) => ended));
    await this.#receiver?.close();
    this.#receiver = undefined;
    this.#sayExits();
  }

  #take(order: Frame<Order> | undefined, number: number): void {
    if (order === undefined) return;
    const { head, body } = order;
    switch (head.kind) {
      case 'start':
        this.#start(head);
        return;
      case 'lines':
        this.#lines(head.to, linesIn(body), number);
        return;
      case 'ping':
        this.#ping(head.sentAtMs);
        return;
      case 'scrape':
        void this.#scrape(head.id, head.call);
        return;
      case 'bye':
        void this.end().then(() => this.say({ kind: 'farewell' }));
        return;
      default:
        this.#processes.get(head.id)?.order(head.kind);
    }
  }

  #start({ id, node, isTraced, ...wanted }: Order & { readonly kind: 'start' }): void {
    const { programs, name, hasRoom } = this.#options;
    const may = hasRoom() ? permitted(wanted, programs) : 'runs as many processes as it may: --max-nodes';
    if (typeof may === 'string') {
      const how = `could not be started: agent ${name.agent} ${may}`;
      this.#refused.push({ id, how, linesIn: 0, linesOut: 0 });
      this.#sayExits();
      return;
    }
    const env =
      isTraced && this.#receiver ? { ...may.env, ...exportVariableTo(this.#receiver.endpoint) } : may.env;
    const process = new HostedProcess(
      id,
      node,
      { ...may, env },
      {
        printed: (first, lines) => {
          // Before its first answer the bench has to know whose node it is.
          if (first === 0) this.#sayNew(process);
          this.#outbox.lines(id, first, lines);
        },
        exited: () => {
          this.#sayNew(process);
          this.#sayExits();
        },
      },
    );
    this.#processes.set(id, process);
  }

  #lines(to: readonly (readonly [number, number, number])[], lines: readonly string[], frame: number): void {
    let start = 0;
    const written = new Set<HostedProcess>();
    for (const [id, , count] of to) {
      const process = this.#processes.get(id);
      process?.take(lines.slice(start, start + count));
      if (process !== undefined) written.add(process);
      start += count;
    }
    const beganMs = this.#options.now();
    for (const process of written) process.flush();
    this.#outbox.written(frame, beganMs);
  }

  #ping(sentAtMs: number): void {
    const { now } = this.#options;
    const gotAtMs = now();
    this.#outbox.say({ kind: 'pong', sentAtMs, gotAtMs, answeredAtMs: now() });
    const turn = this.#pings++;
    for (const process of this.#processes.values()) {
      if (!process.isRunning) continue;
      this.#sayNew(process);
      if (process.id % STATE_ROUND === turn % STATE_ROUND) this.say(process.state());
    }
    if (turn % EXITS_ROUND === 0) this.#sayExits();
  }

  #sayNew(process: HostedProcess): void {
    const { id } = process;
    const stderr = process.takeStderr();
    if (stderr !== undefined) this.#outbox.say({ kind: 'stderr', id }, stderr);
    if (process.takeMetrics()) this.say({ kind: 'metrics', id });
  }

  #sayExits(): void {
    const exits = [...this.#refused, ...[...this.#processes.values()].flatMap(({ exit }) => exit ?? [])];
    if (exits.length > 0) this.say({ kind: 'exits', exits });
  }

  async #scrape(id: number, call: number): Promise<void> {
    const url = this.#processes.get(id)?.metricsUrl;
    try {
      if (url === undefined) throw new Error('it has not said where it can be scraped');
      const page = await scrape(url);
      this.#outbox.say({ kind: 'page', call, error: null }, Buffer.from(page));
    } catch (error) {
      this.say({ kind: 'page', call, error: (error as Error).message });
    }
  }
}
