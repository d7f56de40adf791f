/**
 * Virtual time, in ticks of 1/1024 ms: sums and differences of such times are exact in doubles, so no figure depends on
 * the order of an addition. What is drawn (Math.log and its like may differ in their last digit from engine to engine)
 * is rounded to a tick before it is used.
 */

export const TICKS_PER_MS = 1024;

/** When every simulation begins, ms since the epoch: 2025-01-01. Times have as many digits as real ones, and so messages as many bytes. */
export const EPOCH_MS = 1_735_689_600_000;

/** Ticks since the beginning. */
export type Tick = number;

export function toTicks(ms: number): Tick {
  return Math.round(ms * TICKS_PER_MS);
}

export function toMs(ticks: Tick): number {
  return ticks / TICKS_PER_MS;
}

/** Everything that is planned. What is due at the same tick runs in the order in which it was planned. */
export class Agenda {
  now: Tick = 0;
  /** Actions run so far. */
  done = 0;
  #order = 0;
  /**
   * A binary heap in three columns, the least on top. Every message of a simulation passes through it, and comparing numbers
   * that lie side by side is faster than fetching an object for each.
   */
  readonly #ticks: Tick[] = [];
  readonly #orders: number[] = [];
  readonly #runs: (() => void)[] = [];

  get size(): number {
    return this.#ticks.length;
  }

  at(tick: Tick, run: () => void): void {
    const order = this.#order++;
    const due = Math.max(tick, this.now);
    let i = this.#ticks.length;
    this.#put(i, due, order, run);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      // Among actions of the same tick this one was planned last.
      if ((this.#ticks[parent] as Tick) <= due) break;
      this.#copy(parent, i);
      i = parent;
    }
    this.#put(i, due, order, run);
  }

  /** Runs what is due up to this tick, this tick included, but at most `limit` actions. Returns whether it got that far. */
  runUntil(tick: Tick, limit = Infinity): boolean {
    for (let left = limit; left > 0; left--) {
      const due = this.#ticks[0];
      const run = this.#runs[0];
      if (due === undefined || run === undefined || due > tick) {
        this.now = Math.max(this.now, tick);
        return true;
      }
      this.#removeFirst();
      this.now = due;
      this.done++;
      run();
    }
    return false;
  }

  #removeFirst(): void {
    const tick = this.#ticks.pop();
    const order = this.#orders.pop();
    const run = this.#runs.pop();
    const size = this.#ticks.length;
    if (size === 0 || tick === undefined || order === undefined || run === undefined) return;
    let i = 0;
    for (let child = 1; child < size; child = 2 * i + 1) {
      if (child + 1 < size && this.#isBefore(child + 1, this.#ticks[child], this.#orders[child])) child++;
      if (!this.#isBefore(child, tick, order)) break;
      this.#copy(child, i);
      i = child;
    }
    this.#put(i, tick, order, run);
  }

  #isBefore(index: number, tick = 0, order = 0): boolean {
    const own = this.#ticks[index] as Tick;
    return own < tick || (own === tick && (this.#orders[index] as number) < order);
  }

  #copy(from: number, to: number): void {
    this.#ticks[to] = this.#ticks[from] as Tick;
    this.#orders[to] = this.#orders[from] as number;
    this.#runs[to] = this.#runs[from] as () => void;
  }

  #put(index: number, tick: Tick, order: number, run: () => void): void {
    this.#ticks[index] = tick;
    this.#orders[index] = order;
    this.#runs[index] = run;
  }
}
