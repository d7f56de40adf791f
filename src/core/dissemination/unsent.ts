/** Entries that gather for a strategy's next message. The oldest make room beyond the bound: anti-entropy brings them. */

import type { Entry } from '../store/entry.ts';
import type { StrategyHost } from './dissemination.ts';

export class Unsent {
  readonly #host: StrategyHost;
  #entries: Entry[] = [];
  #dropped = 0;

  constructor(host: StrategyHost) {
    this.#host = host;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#entries.length - this.#dropped <= this.#host.bounds.unsentEntries) return;
    this.#dropped++;
    this.#host.dropped('outbox_entries');
  }

  take(): readonly Entry[] {
    const entries = this.#dropped > 0 ? this.#entries.slice(this.#dropped) : this.#entries;
    [this.#entries, this.#dropped] = [[], 0];
    return entries;
  }
}
