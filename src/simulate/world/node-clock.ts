/** A node's own clock: off by a constant, and faster or slower than true time. It never goes back within a life. */

import { EPOCH_MS, TICKS_PER_MS, type Tick } from './virtual-time.ts';

const EPOCH_TICKS = EPOCH_MS * TICKS_PER_MS;

export class NodeClock {
  readonly #offset: Tick;
  readonly #drift: number;

  /**
   * @param offset ahead of true time by this many ticks
   * @param drift gains this share of the time that passes; above −1
   */
  constructor(offset: Tick, drift: number) {
    this.#offset = offset;
    this.#drift = drift;
  }

  /** The same clock, set by so many ticks forward. */
  setForward(by: Tick): NodeClock {
    return new NodeClock(this.#offset + by, this.#drift);
  }

  /** What it shows at a time, ms since the epoch: a whole number of ticks. */
  at(tick: Tick): number {
    return (EPOCH_TICKS + this.#local(tick)) / TICKS_PER_MS;
  }

  /** The first tick at which it shows this time, or a later one. */
  when(localMs: number): Tick {
    const target = Math.ceil(localMs * TICKS_PER_MS) - EPOCH_TICKS;
    let tick = Math.ceil((target - this.#offset) / (1 + this.#drift));
    while (this.#local(tick) < target) tick++;
    while (this.#local(tick - 1) >= target) tick--;
    return tick;
  }

  #local(tick: Tick): Tick {
    return this.#offset + tick + Math.floor(tick * this.#drift);
  }
}
