/** A node's process at an agent: the same to the cluster as one beside the bench (cluster/child.ts). */

import type { Line } from '../../protocol/framing.ts';
import type { ChildEvents } from '../cluster/child.ts';
import type { CpuTime } from '../cluster/cpu-time.ts';
import type { NodeProcess, Written } from '../cluster/node-process.ts';
import { NodeLog } from '../cluster/node-log.ts';
import { StderrTail } from '../cluster/stderr-tail.ts';
import type { Exit, News, Order } from './frames.ts';

/** Lines in a row, of one process. */
export interface Stretch {
  readonly id: number;
  /** The number of the first line. */
  readonly first: number;
  readonly lines: readonly string[];
}

export type ProcessOrder = Order & { readonly kind: 'start' | 'end' | 'kill' | 'pause' | 'resume' };

/** What goes to the agent. */
export interface Carrier {
  order(order: ProcessOrder): void;
  /** Resolves when it is known whether the agent is still there. */
  doubt(): Promise<void>;
  carry(stretch: Stretch, written: Written): void;
}

export interface RemoteOptions {
  readonly id: number;
  readonly name: string;
  readonly carrier: Carrier;
  readonly events: ChildEvents;
  /** Where the bench passes its metrics on. */
  readonly metricsUrl: string;
}

/** Lines of one direction: how many left, and how many are known to have come. */
export interface Carried {
  sent: number;
  arrived: number;
}

export class RemoteProcess implements NodeProcess {
  readonly name: string;
  readonly id: number;
  readonly pid = undefined;
  readonly tail = new StderrTail();
  readonly ended: Promise<void>;
  /** What the bench sent, and what the agent counted when the process had ended. */
  readonly toNode: Carried = { sent: 0, arrived: 0 };
  /** What the agent numbered, and what came. */
  readonly fromNode: Carried = { sent: 0, arrived: 0 };
  cpuTime: CpuTime | undefined;
  unfinished: NodeProcess['unfinished'];
  how: string | undefined;
  /** Whether both ends have been counted. */
  isCounted = false;

  readonly #options: Omit<RemoteOptions, 'id' | 'name'>;
  readonly #log = new NodeLog();
  #hasMetrics = false;
  #reportedBacklogBytes = 0;
  /** Sent, and not known to be written. */
  #unwrittenBytes = 0;
  #outbox: string[] = [];
  #settle: () => void = () => undefined;

  constructor(options: RemoteOptions) {
    this.#options = options;
    this.id = options.id;
    this.name = options.name;
    this.ended = new Promise((resolve) => (this.#settle = resolve));
  }

  get startedAsOurs(): boolean {
    return this.#log.startedAsOurs;
  }

  get metricsUrl(): string | undefined {
    return this.#hasMetrics ? this.#options.metricsUrl : undefined;
  }

  get backlogBytes(): number {
    return this.#reportedBacklogBytes + this.#unwrittenBytes;
  }

  write(line: string): void {
    this.#outbox.push(line);
  }

  flush(written?: Written): void {
    const lines = this.#outbox;
    if (lines.length === 0 || this.how !== undefined) {
      this.#outbox = [];
      written?.();
      return;
    }
    this.#outbox = [];
    const bytes = lines.reduce((sum, line) => sum + line.length, 0);
    this.#unwrittenBytes += bytes;
    const first = this.toNode.sent;
    this.toNode.sent += lines.length;
    this.#options.carrier.carry({ id: this.id, first, lines }, (at) => {
      this.#unwrittenBytes -= bytes;
      written?.(at);
    });
  }

  readonly doubt = (): Promise<void> => this.#options.carrier.doubt();

  endInput(): void {
    this.flush();
    this.#order('end');
  }

  kill(): void {
    this.#order('kill');
  }

  pause(): void {
    this.#order('pause');
  }

  resume(): void {
    this.#order('resume');
  }

  #order(kind: 'end' | 'kill' | 'pause' | 'resume'): void {
    if (this.how === undefined) this.#options.carrier.order({ kind, id: this.id });
  }

  /** @param first the number of the first of these lines: those before it that never came are lost */
  printed(first: number, lines: readonly Line[], readAtMs: number): void {
    this.fromNode.sent = first + lines.length;
    this.fromNode.arrived += lines.length;
    if (this.how === undefined) this.#options.events.lines(lines, readAtMs);
  }

  stderr(chunk: Buffer): void {
    this.tail.push(chunk);
    this.#log.push(chunk);
  }

  canBeScraped(): void {
    this.#hasMetrics = true;
  }

  state({ backlogBytes, cpu, unfinished }: News & { readonly kind: 'state' }): void {
    this.#reportedBacklogBytes = backlogBytes;
    this.cpuTime = cpu ?? undefined;
    this.unfinished = unfinished ?? undefined;
  }

  exited({ how, linesIn, linesOut }: Exit): void {
    if (this.how !== undefined) return;
    this.isCounted = true;
    this.toNode.arrived = linesIn;
    this.fromNode.sent = linesOut;
    this.#over(how);
    this.#options.events.exited(how);
  }

  /** Its agent is gone. */
  lost(why: string, sinceMs: number): void {
    if (this.how !== undefined) return;
    this.#over(why);
    this.#options.events.lost?.(why, sinceMs);
  }

  #over(how: string): void {
    this.how = how;
    this.unfinished = undefined;
    this.#settle();
  }
}
