/** Logs rejected inputs, faults, and what clocks do. A flood of bad lines does not become a flood of log lines. */

import type { NodeEvent } from '../core/events.ts';
import type { Logger } from '../observe/log.ts';
import { logMembers } from './member-log.ts';

/** This many rejected inputs and writes set aside are logged per second; the next line counts the others. */
export const REJECTS_LOGGED_PER_SEC = 20;

export class IncidentLog {
  readonly #log: Logger;
  #windowStartMs = -Infinity;
  #inWindow = 0;
  #suppressed = 0;
  #isClockWrong = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  record(events: readonly NodeEvent[], now: number): void {
    for (const event of events) {
      if (event.type === 'rejected')
        this.#warn('input rejected', { reason: event.reason, detail: event.text }, now);
      else if (event.type === 'set_aside') {
        const { from, count, aheadMs } = event;
        this.#warn('writes from the future set aside', { from, count, aheadMs }, now);
      } else if (event.type === 'clock') this.#clock(event);
      else if (event.type === 'corrected') {
        const { correctionMs } = event;
        this.#log.error('the clock of this node is corrected by those of its peers', { correctionMs });
      } else if (event.type === 'recalled') this.#recalled(event);
      else if (event.type === 'fault')
        this.#log.error('a fault of this node, please report it', { fault: event.text });
      else logMembers(this.#log, event);
    }
  }

  #recalled({ keys, pendingWrites, newLifeBecause }: NodeEvent & { type: 'recalled' }): void {
    const sizes = { keys, pendingWrites };
    if (newLifeBecause === undefined) this.#log.info('the node goes on with what it kept', sizes);
    else
      this.#log.warn('the node goes on with what it kept, under a new name', {
        ...sizes,
        because: newLifeBecause,
      });
  }

  /** Once when it turns wrong, once when it is right again. */
  #clock({ isWrong, offsetMs, boundMs }: NodeEvent & { type: 'clock' }): void {
    if (isWrong === this.#isClockWrong) return;
    this.#isClockWrong = isWrong;
    if (isWrong)
      this.#log.error('the clock of this node is far from those of most peers: it refuses writes', {
        offsetMs,
        boundMs,
      });
    else this.#log.info('the clock of this node agrees with those of its peers again');
  }

  #warn(text: string, details: Readonly<Record<string, unknown>>, now: number): void {
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
    this.#log.warn(text, { ...details, ...suppressed });
  }
}
