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
  /** Those with something in the queue; who was served goes to the end. */
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
    this.#waiting.add(account);
    if (this.#isFlushPlanned || this.#connection === undefined) return;
    this.#isFlushPlanned = true;
    setImmediate(() => {
      this.#isFlushPlanned = false;
      this.#flush();
    });
  }

  /** The server can be reached. */
  use(connection: NatsConnection, accounts: Iterable<PeerAccount>): void {
    this.#connection = connection;
    for (const account of accounts) this.#waiting.add(account);
    this.#flush();
  }

  /** It cannot any more: of what was under way nobody knows. */
  stop(): void {
    this.#connection = undefined;
    for (const { account, batch } of this.#inFlight) account.lost(batch, 'connection_lost');
    this.#inFlight.clear();
    this.#inFlightBytes = 0;
  }

  /** Resolves when the server has taken all that these have waiting. */
  drain(accounts: readonly PeerAccount[]): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (accounts.every(({ isIdle }) => isIdle)) resolve();
      };
      this.#drained = check;
      for (const account of accounts) this.#waiting.add(account);
      this.#flush();
      check();
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
      this.#waiting.add(account);
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
