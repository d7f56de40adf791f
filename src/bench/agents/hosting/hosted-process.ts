/** One node's process at an agent: numbers what it prints, counts what comes for it. */

import type { Line } from '../../../protocol/framing.ts';
import { Child, type NodeCommand } from '../../cluster/child.ts';
import { TAIL_BYTES } from '../../cluster/stderr-tail.ts';
import type { Exit, News } from '../frames.ts';

export interface HostedEvents {
  /** @param first the number of the first of these lines */
  printed(first: number, lines: readonly Line[]): void;
  exited(): void;
}

export class HostedProcess {
  readonly id: number;
  readonly #child: Child;
  #linesIn = 0;
  #linesOut = 0;
  #hasToldMetrics = false;
  /** What came on stderr since it was last told: its end. */
  #stderr: Buffer[] = [];
  #stderrBytes = 0;

  constructor(id: number, node: string, command: NodeCommand, events: HostedEvents) {
    this.id = id;
    this.#child = new Child(node, command, {
      lines: (lines) => {
        const first = this.#linesOut;
        this.#linesOut += lines.length;
        events.printed(first, lines);
      },
      stderr: (chunk) => this.#keep(chunk),
      exited: () => events.exited(),
    });
  }

  get ended(): Promise<void> {
    return this.#child.ended;
  }

  get isRunning(): boolean {
    return this.#child.how === undefined;
  }

  get exit(): Exit | undefined {
    const { how } = this.#child;
    return how === undefined
      ? undefined
      : { id: this.id, how, linesIn: this.#linesIn, linesOut: this.#linesOut };
  }

  /** Lines to be written with the next `flush`. */
  take(lines: readonly string[]): void {
    this.#linesIn += lines.length;
    for (const line of lines) this.#child.write(line);
  }

  flush(): void {
    this.#child.flush();
  }

  order(kind: 'end' | 'kill' | 'pause' | 'resume'): void {
    if (kind === 'end') this.#child.endInput();
    else this.#child[kind]();
  }

  /** Where it can be scraped; undefined: it has not said so. */
  get metricsUrl(): string | undefined {
    return this.#child.metricsUrl;
  }

  /** What has been printed on stderr since the last call; undefined: nothing. */
  takeStderr(): Buffer | undefined {
    if (this.#stderrBytes === 0) return undefined;
    const chunk = Buffer.concat(this.#stderr).subarray(-TAIL_BYTES);
    this.#stderr = [];
    this.#stderrBytes = 0;
    return chunk;
  }

  /** Whether it has just said where it can be scraped. */
  takeMetrics(): boolean {
    if (this.#hasToldMetrics || this.metricsUrl === undefined) return false;
    this.#hasToldMetrics = true;
    return true;
  }

  state(): News & { readonly kind: 'state' } {
    const { backlogBytes, cpuTime = null, unfinished = null } = this.#child;
    return { kind: 'state', id: this.id, backlogBytes, cpu: cpuTime, unfinished };
  }

  #keep(chunk: Buffer): void {
    this.#stderr.push(chunk);
    this.#stderrBytes += chunk.length;
    while (this.#stderrBytes - (this.#stderr[0]?.length ?? 0) >= TAIL_BYTES)
      this.#stderrBytes -= this.#stderr.shift()?.length ?? 0;
  }
}
