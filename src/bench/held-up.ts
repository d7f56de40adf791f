/**
 * How long the machine kept nodes waiting for a processor while they were measured. A node that stood in line between two answers shows it
 * nowhere else, and holds a write so much later than the wire saw it delivered.
 */

import { longestWaitMs, type CpuTime } from './cluster/cpu-time.ts';
import type { MeasuredCluster } from './cluster/measured-cluster.ts';
import { machineTime, stolenShare } from './cluster/stolen-time.ts';

/** Each node is looked at so often, */
const ROUND_MS = 1_000;
/** but one at a time, and not at once: to read what the system knows of one takes a few tenths of a millisecond. */
const LEAST_INTERVAL_MS = 20;

export interface HeldUpNodes {
  /** Before each turn on a processor, on average, of the node that waited longest. Undefined: nobody can tell. */
  readonly nodesWaitMs: number | undefined;
  /** At once, at most. */
  readonly longestMs: number;
  /** Of this machine's processors, by its host, 0 to 1. Undefined: nobody can tell. */
  readonly stolenShare: number | undefined;
}

export class HeldUp {
  readonly #cluster: Pick<MeasuredCluster, 'names' | 'cpuTimeOf'>;
  readonly #before: ReadonlyMap<string, CpuTime>;
  readonly #machineBefore = machineTime();
  readonly #last: Map<string, CpuTime>;
  readonly #timer: NodeJS.Timeout;
  #next = 0;
  #longestMs = 0;

  constructor(cluster: Pick<MeasuredCluster, 'names' | 'cpuTimeOf'>) {
    this.#cluster = cluster;
    this.#before = this.#all();
    this.#last = new Map(this.#before);
    const intervalMs = Math.max(LEAST_INTERVAL_MS, ROUND_MS / cluster.names.length);
    this.#timer = setInterval(() => this.#lookAtNext(), intervalMs);
  }

  #all(): Map<string, CpuTime> {
    const { names } = this.#cluster;
    return new Map(
      names.flatMap((node) => {
        const time = this.#cluster.cpuTimeOf(node);
        return time === undefined ? [] : [[node, time]];
      }),
    );
  }

  #lookAtNext(): void {
    const { names } = this.#cluster;
    const node = names[this.#next++ % names.length] ?? '';
    const now = this.#cluster.cpuTimeOf(node);
    if (now !== undefined) this.#look(node, now);
  }

  /** The system counts a wait when it is over, and whole: none is longer than what was added since the last look. */
  #look(node: string, now: CpuTime): void {
    const sinceMs = now.waitedMs - (this.#last.get(node)?.waitedMs ?? 0);
    // Less than before: it was started again.
    this.#longestMs = Math.max(this.#longestMs, sinceMs < 0 ? now.waitedMs : sinceMs);
    this.#last.set(node, now);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  account(): HeldUpNodes {
    const after = this.#all();
    for (const [node, now] of after) this.#look(node, now);
    return {
      nodesWaitMs: longestWaitMs(this.#before, after),
      longestMs: this.#longestMs,
      stolenShare: stolenShare(this.#machineBefore, machineTime()),
    };
  }
}
