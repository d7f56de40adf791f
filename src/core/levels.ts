/** How much a replica holds and waits for, reported when it changes. */

import type { ClockOffset } from './measure/clock-offsets.ts';
import type { ReplicaState } from './state.ts';

export class Levels {
  readonly #state: ReplicaState;
  #keys = -1;
  #tombstones = 0;
  #pending = -1;
  #lagMax = 0;
  #worst: ClockOffset | undefined;
  #isClockWrong = false;

  constructor(state: ReplicaState) {
    this.#state = state;
  }

  report(): void {
    const { store, convergence, out } = this.#state;
    this.#reportClock();
    if (store.size !== this.#keys) {
      this.#keys = store.size;
      out.events.push({ type: 'keys', count: store.size });
    }
    if (store.tombstones.size !== this.#tombstones) {
      this.#tombstones = store.tombstones.size;
      out.events.push({ type: 'tombstones', count: this.#tombstones });
    }
    if (convergence.pending === this.#pending && convergence.lagMax === this.#lagMax) return;
    this.#pending = convergence.pending;
    this.#lagMax = convergence.lagMax;
    out.events.push({ type: 'pending', count: this.#pending, lagMax: this.#lagMax });
  }

  #reportClock(): void {
    const { offsets, isClockWrong, out } = this.#state;
    if (offsets.worst === (this.#worst ?? offsets.worst) && isClockWrong === this.#isClockWrong) {
      this.#worst = offsets.worst;
      return;
    }
    [this.#worst, this.#isClockWrong] = [offsets.worst, isClockWrong];
    const { offsetMs, boundMs } = offsets.worst;
    out.events.push({ type: 'clock', offsetMs, boundMs, isWrong: isClockWrong });
  }
}
