/** Logs rejected inputs and faults. A flood of bad lines does not become a flood of log lines. */

import type { NodeEvent } from '../core/events.ts';
import type { Logger } from '../observe/log.ts';

/** This many rejected inputs are logged per second; the next line counts the others. */
export const REJECTS_LOGGED_PER_SEC = 20;

export class IncidentLog {
  readonly #log: Logger;
  #windowStartMs = -Infinity;
  #inWindow = 0;
  #suppressed = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  record(events: readonly NodeEvent[], now: number): void {
    for (const event of events) {
      if (event.type === 'rejected') this.#rejected(event, now);
      else if (event.type === 'fault')
        this.#log.error('a fault of this node, please report it', { fault: event.text });
    }
  }

  #rejected({ reason, text }: NodeEvent & { type: 'rejected' }, now: number): void {
    if (now - this.#windowStartMs >= 1000) {
      this.#windowStartMs = now;
      this.#inWindow = 0;
    }
    if (++this.#inWindow > REJECTS_LOGGED_PER_SEC) {
      this.#suppressed++;
      return;
    }
    const suppressed = this.#suppressed > 0 ? { suppressed: this.#suppressed } : {};
    this.#suppressed = 0;
    this.#log.warn('input rejected', { reason, detail: text, ...suppressed });
  }
}
