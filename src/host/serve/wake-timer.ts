/** Calls the node when it asked for it. A timer that is due earlier stays, and is set anew when it fires: most calls are put off. */

import { delayUntilMs, now } from '../clock.ts';

export class WakeTimer {
  readonly #wake: () => void;
  #timer: NodeJS.Timeout | undefined;
  /** When the node is to be called; Infinity: not before the next input. */
  #dueAt = Infinity;
  /** When the timer fires; Infinity: there is none. */
  #armedFor = Infinity;

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** @param atMs in place of every time before; undefined: never */
  schedule(atMs = Infinity): void {
    this.#dueAt = atMs;
    if (atMs < this.#armedFor) this.#arm(atMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#armedFor = Infinity;
  }

  #arm(atMs: number): void {
    clearTimeout(this.#timer);
    this.#armedFor = atMs;
    this.#timer = setTimeout(() => this.#fired(), delayUntilMs(atMs));
  }

  #fired(): void {
    this.#armedFor = Infinity;
    if (this.#dueAt <= now()) this.#wake();
    else if (this.#dueAt !== Infinity) this.#arm(this.#dueAt);
  }
}
