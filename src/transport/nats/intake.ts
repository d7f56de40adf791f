/** Takes in what comes over NATS: line by line, as from a stream, and in the order in which it came, whether or not the host has time. */

import { LineReader, type Line } from '../../protocol/framing.ts';
import { incoming } from '../incoming.ts';
import type { TransportLimits } from '../limits.ts';
import { LINE_OVERHEAD_BYTES, type PeerAccount } from '../peer-account.ts';
import type { Receive } from '../transport.ts';

interface Waiting {
  readonly account: PeerAccount;
  readonly line: Line;
  readonly bytes: number;
}

export class Intake {
  readonly #limits: TransportLimits;
  readonly #isPeer: (account: PeerAccount) => boolean;
  readonly #reader: LineReader;
  #receive: Receive | undefined;
  /** Undefined while nothing is held. */
  #held: Waiting[] | undefined;
  #heldBytes = 0;

  /** @param isPeer whether it still is one, when its line's turn comes */
  constructor(limits: TransportLimits, isPeer: (account: PeerAccount) => boolean) {
    this.#limits = limits;
    this.#isPeer = isPeer;
    this.#reader = new LineReader(limits.lineBytes);
  }

  open(receive: Receive): void {
    this.#receive = receive;
  }

  take(account: PeerAccount, message: Buffer): void {
    for (const line of this.#linesOf(message)) this.#pass({ account, line, bytes: message.length });
  }

  hold(held: boolean): void {
    if (held) {
      this.#held ??= [];
      return;
    }
    const waiting = this.#held ?? [];
    this.#held = undefined;
    this.#heldBytes = 0;
    // Taking one in may hold again: the rest waits on, in its order.
    for (const one of waiting) this.#pass(one);
  }

  #linesOf(message: Buffer): Line[] {
    const { lineBytes } = this.#limits;
    if (message.length > lineBytes)
      return [{ reason: 'too_long', text: `a message of more than ${lineBytes} bytes` }];
    return [...this.#reader.push(message), ...this.#reader.end()];
  }

  #pass(one: Waiting): void {
    const { account, line, bytes } = one;
    if (!this.#isPeer(account)) return;
    if (this.#held === undefined) this.#handOn(account, line);
    else if (this.#heldBytes + bytes + LINE_OVERHEAD_BYTES > this.#limits.queueBytes)
      account.dropped('overrun');
    else {
      this.#heldBytes += bytes + LINE_OVERHEAD_BYTES;
      this.#held.push(one);
    }
  }

  #handOn(account: PeerAccount, line: Line): void {
    const parsed = incoming(account, line);
    try {
      this.#receive?.(account.peer, parsed);
    } catch (error) {
      // The library would take it for a broken connection, and print it on stdout.
      setImmediate(() => {
        throw error;
      });
    }
  }
}
