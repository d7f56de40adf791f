/**
 * One direction of a link that carries a stream of bytes, as TCP does: nothing is lost or overtaken. It says when what was sent is due
 * at the other end. It holds no bytes and no clock.
 */

export interface StreamModel {
  /** Draws how long a piece is on its way. */
  readonly latencyMs: () => number;
  /** What fits through; Infinity: anything. */
  readonly bytesPerSec: number;
}

export class StreamDelay {
  readonly #model: StreamModel;
  /** When the last byte will have left, and when it will have arrived. */
  #busyUntilMs = -Infinity;
  #dueMs = -Infinity;

  constructor(model: StreamModel) {
    this.#model = model;
  }

  /** A piece is sent. @returns when it is due, which is never before what was sent earlier */
  dueAfter(nowMs: number, bytes: number): number {
    const { latencyMs, bytesPerSec } = this.#model;
    this.#busyUntilMs = Math.max(this.#busyUntilMs, nowMs) + (bytes * 1000) / bytesPerSec;
    this.#dueMs = Math.max(this.#dueMs, this.#busyUntilMs + latencyMs());
    return this.#dueMs;
  }
}
