/**
 * Virtual time, in ticks of 1/1024 ms: sums and differences of such times are exact in doubles, so no figure depends on
 * the order of an addition. What is drawn (Math.log and its like may differ in their last digit from engine to engine)
 * is rounded to a tick before it is used.
 */

import { Heap } from '../base/heap.ts';

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

interface Item {
  readonly tick: Tick;
  readonly order: number;
  readonly run: () => void;
}

/** Everything that is going to happen. What is due at the same tick happens in the order in which it was planned. */
export class Agenda {
  now: Tick = 0;
  /** Happenings so far. */
  done = 0;
  #order = 0;
  readonly #items = new Heap<Item>((a, b) => a.tick - b.tick || a.order - b.order);

  get size(): number {
    return this.#items.size;
  }

  at(tick: Tick, run: () => void): void {
    this.#items.push({ tick: Math.max(tick, this.now), order: this.#order++, run });
  }

  /** Runs all that is due until then, this tick included, but no more than `limit` happenings. Returns whether it got there. */
  runUntil(tick: Tick, limit = Infinity): boolean {
    for (let left = limit; left > 0; left--) {
      const next = this.#items.peek();
      if (next === undefined || next.tick > tick) {
        this.now = Math.max(this.now, tick);
        return true;
      }
      this.#items.pop();
      this.now = next.tick;
      this.done++;
      next.run();
    }
    return false;
  }
}
