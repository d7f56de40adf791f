/**
 * What the bench has to do when, in real time: one sorted list, served by a single timer. The timers of Node count whole
 * milliseconds, which is much where a message takes 20: the timer is set short, and the rest is waited out in turns of the event loop.
 */

import { Heap } from '../../base/heap.ts';

interface Item {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Of the time, so much at most is spent on waiting that way. A busy timetable is served by timers, and a millisecond less exact. */
const AWAKE_SHARE = 0.1;
/** What may be saved up of it, ms. */
const AWAKE_SAVED_MS = 100;
/** The shortest wait of a timer, ms. */
const SHORTEST_TIMER_MS = 1;

/** Runs actions when they are due, in the order of their due times; those due at the same moment in the order given. */
export class Timetable {
  readonly #now: () => number;
  readonly #drained: () => void;
  readonly #heap = new Heap<Item>((a, b) => a.dueMs - b.dueMs || a.order - b.order);
  #order = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerDueMs = Infinity;
  #turn: NodeJS.Immediate | undefined;
  /** Until when there is enough saved up, as if all had been spent until now: each turn moves it on. */
  #spentUntilMs = -Infinity;

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

  /** When the next one is due; Infinity: nothing waits. */
  get nextDueMs(): number {
    return this.#heap.peek()?.dueMs ?? Infinity;
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

  #arm(): void {
    const dueMs = this.#heap.peek()?.dueMs ?? Infinity;
    if (dueMs === this.#timerDueMs) return;
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    this.#timerDueMs = dueMs;
    if (dueMs === Infinity) return;
    const nowMs = this.#now();
    const waitMs = dueMs - nowMs;
    if (waitMs < SHORTEST_TIMER_MS && this.#mayStayAwake(nowMs)) {
      this.#turn = setImmediate(() => this.#awake(nowMs));
      return;
    }
    this.#timer = setTimeout(() => this.#fire(), Math.max(SHORTEST_TIMER_MS, Math.floor(waitMs)));
  }

  #fire(): void {
    this.#timerDueMs = Infinity;
    this.runDue();
  }

  /** One turn of the loop has passed: what came in meanwhile has been read. */
  #awake(sinceMs: number): void {
    const nowMs = this.#now();
    this.#spentUntilMs =
      Math.max(this.#spentUntilMs, nowMs - AWAKE_SAVED_MS / AWAKE_SHARE) + (nowMs - sinceMs) / AWAKE_SHARE;
    if (nowMs >= this.#timerDueMs || !this.#mayStayAwake(nowMs)) this.#fire();
    else this.#turn = setImmediate(() => this.#awake(nowMs));
  }

  #mayStayAwake(nowMs: number): boolean {
    return this.#spentUntilMs < nowMs;
  }
}
