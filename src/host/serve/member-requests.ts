/** Changes of the members that clients ask for: each is answered when it is known what became of it, and no earlier than others may hear of it. */

import type { NodeEvent } from '../../core/events.ts';
import type { Outcome } from '../../core/membership/views.ts';
import type { Origin } from '../../protocol/names.ts';

/** What a client may ask for; nodes join, and take the place of their former lives, by themselves. */
export type AskedChange = 'leave' | 'remove';

export interface Ended {
  readonly outcome: Outcome;
  /** Why it did not take effect, and what to do. */
  readonly text: string;
}

interface Waiting {
  readonly kind: AskedChange;
  readonly life: Origin;
  readonly ended: (ended: Ended) => void;
}

export class MemberRequests {
  readonly #waiting = new Set<Waiting>();

  /** @returns ends the wait, where the node refuses to try */
  wait(kind: AskedChange, life: Origin, ended: (ended: Ended) => void): () => void {
    const waiting = { kind, life, ended };
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  /** What a step brought, once it may be heard of. */
  record(events: readonly NodeEvent[]): void {
    if (this.#waiting.size === 0) return;
    for (const event of events) {
      if (event.type !== 'change') continue;
      const { change, outcome, text } = event;
      for (const waiting of this.#waiting) {
        if (waiting.kind !== change[0] || waiting.life !== change[1]) continue;
        this.#waiting.delete(waiting);
        waiting.ended({ outcome, text });
      }
    }
  }
}
