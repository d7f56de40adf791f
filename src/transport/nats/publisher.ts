/** Publishes what waits for each peer, with little under way at a time: the client library's own buffer has no bound. */

import type { NatsConnection } from '@nats-io/transport-node';
import type { TransportLimits } from '../limits.ts';
import type { Batch, PeerAccount } from '../peer-account.ts';

interface Flight {
  readonly account: PeerAccount;
  readonly batch: Batch;
}

export class Publisher {
  readonly #limits: TransportLimits;
  readonly #subjectFor: (dest: string) => string;
  readonly #subjects = new Map<string, string>();
  /** Those that are there to hear it. */
  readonly #present = new Set<PeerAccount>();
  /** Of these, those with something in the queue; who was served goes to the end. */
  readonly #waiting = new Set<PeerAccount>();
  #connection: NatsConnection | undefined;
  /** Published, and the server has not said yet that it has taken it. */
  readonly #inFlight = new Set<Flight>();
  #inFlightBytes = 0;
  #isFlushPlanned = false;
  #drained: (() => void) | undefined;

  constructor(limits: TransportLimits, subjectFor: (dest: string) => string) {
    this.#limits = limits;
    this.#subjectFor = subjectFor;
  }

  nudge(account: PeerAccount): void {
    if (!this.#present.has(account)) return;
    this.#waiting.add(account);
    if (this.#isFlushPlanned) return;
    this.#isFlushPlanned = true;
    setImmediate(() => {
      this.#isFlushPlanned = false;
      this.#flush();
    });
  }

  /** The server can be reached. */
  use(connection: NatsConnection): void {
    this.#connection = connection;
  }

  /** It cannot any more: of what was under way nobody knows. */
  stop(): void {
    this.#connection = undefined;
    this.#present.clear();
    this.#waiting.clear();
    for (const { account, batch } of this.#inFlight) account.lost(batch, 'connection_lost');
    this.#inFlight.clear();
    this.#inFlightBytes = 0;
  }

  /** The peer is there. */
  begin(account: PeerAccount): void {
    this.#present.add(account);
    this.#waiting.add(account);
    this.#flush();
  }

  /** The peer is away, or none any more. */
  end(account: PeerAccount): void {
    this.#present.delete(account);
    this.#waiting.delete(account);
  }

  /** Resolves when the server has taken all that waits for those that are there. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = () => {
        if ([...this.#present].every(({ isIdle }) => isIdle)) resolve();
      };
      this.#flush();
      this.#drained();
    });
  }

  #flush(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const flights: Flight[] = [];
    for (const account of this.#waiting) {
      if (this.#inFlightBytes >= this.#limits.windowBytes) break;
      this.#waiting.delete(account);
      const batch = account.take(this.#limits.batchBytes);
      if (batch === undefined) continue;
      const flight = { account, batch };
      flights.push(flight);
      this.#inFlight.add(flight);
      this.#inFlightBytes += batch.cost;
      const subject = this.#subjectOf(account.peer);
      for (const line of batch.lines) connection.publish(subject, line);
      if (this.#present.has(account)) this.#waiting.add(account);
    }
    if (flights.length === 0) return;
    connection.flush().then(
      () => this.#arrived(flights),
      () => undefined,
    );
  }

  #arrived(flights: readonly Flight[]): void {
    for (const flight of flights) {
      // Lost meanwhile, with the connection.
      if (!this.#inFlight.delete(flight)) continue;
      this.#inFlightBytes -= flight.batch.cost;
      flight.account.sent(flight.batch);
    }
    this.#drained?.();
    this.#flush();
  }

  #subjectOf(dest: string): string {
    const known = this.#subjects.get(dest) ?? this.#subjectFor(dest);
    this.#subjects.set(dest, known);
    return known;
  }
}
