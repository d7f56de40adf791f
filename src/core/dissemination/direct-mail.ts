/**
 * Direct mail (Demers et al. 1987, section 1.2): the origin sends each write to every other replica.
 * Cost: n − 1 messages a flush; time: one flush interval and one hop. Nobody forwards; what is lost waits for anti-entropy.
 */

import type { NodeId } from '../../protocol/envelope.ts';
import type { Entry } from '../entry.ts';
import type { Dissemination, Mailer } from './dissemination.ts';

export interface DirectMailSettings {
  /** How long writes gather before one message a peer carries them; 0: sent at once. */
  readonly flushIntervalMs: number;
}

export class DirectMail implements Dissemination {
  readonly #mailer: Mailer;
  readonly #flushIntervalMs: number;
  #unsent: Entry[] = [];
  dueAtMs = Infinity;

  constructor(mailer: Mailer, settings: DirectMailSettings) {
    this.#mailer = mailer;
    this.#flushIntervalMs = settings.flushIntervalMs;
  }

  accepted(entry: Entry, now: number): void {
    if (this.#unsent.length === 0) this.dueAtMs = now + this.#flushIntervalMs;
    this.#unsent.push(entry);
  }

  arrived(): void {
    // Nobody forwards.
  }

  reachabilityChanged(): void {
    // Mail goes to everybody.
  }

  /** Mail goes to everybody: the origin's own share carries its acknowledgements. */
  ackVia(origin: NodeId): NodeId {
    return origin;
  }

  flush(now: number): void {
    const entries = this.#unsent;
    this.#unsent = [];
    this.dueAtMs = Infinity;
    for (const peer of this.#mailer.peers) this.#mailer.send(peer, 'mail', entries, now);
  }
}
