/** What the bench has to do when, in real time: one sorted list, served by a single timer. */

import { Heap } from '../../base/heap.ts';

interface Item {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Runs actions when they are due, in the order of their due times; those due at the same moment in the order given. */
export class Timetable {
  readonly #now: () => number;
  readonly #drained: () => void;
  readonly #heap = new Heap<Item>((a, b) => a.dueMs - b.dueMs || a.order - b.order);
  #order = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerDueMs = Infinity;

  /**
   * @param now milliseconds, monotonic
   * @param drained called after each batch of due actions, so that what they wrote can leave in one piece
   */
  constructor(now: () => number, drained: () => void) {
    this.#now = now;
    this.#drained = drained;
  }

  /** How many actions wait. */
  get size(): number {
    return this.#heap.size;
  }

  at(dueMs: number, run: () => void): void {
    this.#heap.push({ dueMs, order: this.#order++, run });
    if (dueMs < this.#timerDueMs) this.#arm();
  }

  /** Forgets what waits. */
  clear(): void {
    while (this.#heap.pop() !== undefined);
    this.#arm();
  }

  /** Runs what is due now: the timer's job, and worth a call whenever the process is awake anyhow. */
  runDue(): void {
    let ran = false;
    for (let item = this.#heap.peek(); item !== undefined; item = this.#heap.peek()) {
      if (item.dueMs > this.#now()) break;
      this.#heap.pop();
      item.run();
      ran = true;
    }
    this.#arm();
    if (ran) this.#drained();
  }

  /** The timers of Node count whole milliseconds: rounding up is never early, and late by less than two. */
  #arm(): void {
    const dueMs = this.#heap.peek()?.dueMs ?? Infinity;
    if (dueMs === this.#timerDueMs) return;
    clearTimeout(this.#timer);
    this.#timerDueMs = dueMs;
    if (dueMs === Infinity) return;
    const waitMs = Math.max(1, Math.round(dueMs - this.#now()));
    this.#timer = setTimeout(() => {
      this.#timerDueMs = Infinity;
      this.runDue();
    }, waitMs);
  }
}
