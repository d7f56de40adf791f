/** What waits for one peer, within a bound, and what became of every message to it and from it. */

import { Buffer } from 'node:buffer';
import { printable } from '../base/printable.ts';
import { DROP_REASONS, type DropReason, type PeerState } from './transport.ts';

/** What a line costs beside its bytes: many short ones must not take more memory than one long one. */
export const LINE_OVERHEAD_BYTES = 64;

const ERROR_CHARS_LIMIT = 300;
/** Taken lines are cut off the list in pieces: one by one would cost the length of the list each. */
const CUT_AT = 4096;

/** Lines that leave together. */
export interface Batch {
  readonly lines: readonly string[];
  /** As they count against the bound. */
  readonly cost: number;
}

export interface AccountLimits {
  /** What may wait for the peer. It holds two of the longest lines. */
  readonly queueBytes: number;
  readonly lineBytes: number;
}

export class PeerAccount {
  readonly peer: string;
  readonly #limits: AccountLimits;
  readonly #dropped: Record<DropReason, number>;
  #lines: string[] = [];
  #costs: number[] = [];
  /** Where the lines begin that have not been taken. */
  #head = 0;
  /** Of all that is neither sent nor dropped, what is being written included. */
  #queuedBytes = 0;
  #queued = 0;
  #sent = 0;
  #received = 0;
  #connections = 0;
  #isConnected = false;
  #lastError: string | undefined;

  constructor(peer: string, limits: AccountLimits) {
    this.peer = peer;
    this.#limits = limits;
    this.#dropped = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Record<
      DropReason,
      number
    >;
  }

  get state(): PeerState {
    return {
      peer: this.peer,
      connected: this.#isConnected,
      queuedBytes: this.#queuedBytes,
      queued: this.#queued,
      sent: this.#sent,
      received: this.#received,
      dropped: { ...this.#dropped },
      reconnects: Math.max(0, this.#connections - 1),
      lastError: this.#isConnected ? undefined : this.#lastError,
    };
  }

  /** Whether all of it has been sent or dropped. */
  get isIdle(): boolean {
    return this.#queued === 0;
  }

  connected(): void {
    this.#connections++;
    this.#isConnected = true;
    this.#lastError = undefined;
  }

  disconnected(error?: string): void {
    this.#isConnected = false;
    if (error !== undefined) this.#lastError = printable(error, ERROR_CHARS_LIMIT);
  }

  received(): void {
    this.#received++;
  }

  dropped(reason: DropReason, count = 1): void {
    this.#dropped[reason] += count;
  }

  /** Puts a line at the end. What no longer fits falls off the beginning, except what is being written already. */
  push(text: string): void {
    // In JSON a line's end is only space. It must not make two lines of one.
    const line = text.includes('\n') ? text.replaceAll('\n', ' ') : text;
    const bytes = Buffer.byteLength(line);
    if (bytes > this.#limits.lineBytes) {
      this.dropped('too_long');
      return;
    }
    const cost = bytes + LINE_OVERHEAD_BYTES;
    while (this.#queuedBytes + cost > this.#limits.queueBytes && this.#head < this.#lines.length) {
      this.#settle(1, this.#costs[this.#head] ?? 0);
      this.#head++;
      this.dropped('queue_full');
    }
    this.#cut();
    if (this.#queuedBytes + cost > this.#limits.queueBytes) {
      this.dropped('queue_full');
      return;
    }
    this.#lines.push(line);
    this.#costs.push(cost);
    this.#queuedBytes += cost;
    this.#queued++;
  }

  /** The oldest lines, together hardly more than so much; undefined where there are none. Say what became of them. */
  take(bytes: number): Batch | undefined {
    const begin = this.#head;
    let cost = 0;
    while (this.#head < this.#lines.length && cost < bytes) {
      cost += this.#costs[this.#head] ?? 0;
      this.#head++;
    }
    if (this.#head === begin) return undefined;
    const lines = this.#lines.slice(begin, this.#head);
    this.#cut();
    return { lines, cost };
  }

  /** The batch has left. */
  sent({ lines, cost }: Batch): void {
    this.#settle(lines.length, cost);
    this.#sent += lines.length;
  }

  lost({ lines, cost }: Batch, reason: DropReason): void {
    this.#settle(lines.length, cost);
    this.dropped(reason, lines.length);
  }

  /** Everything that has not been taken. */
  dropAll(reason: DropReason): void {
    const rest = this.take(Infinity);
    if (rest !== undefined) this.lost(rest, reason);
  }

  #settle(count: number, cost: number): void {
    this.#queued -= count;
    this.#queuedBytes -= cost;
  }

  #cut(): void {
    if (this.#head < this.#lines.length && this.#head < CUT_AT) return;
    this.#lines = this.#lines.slice(this.#head);
    this.#costs = this.#costs.slice(this.#head);
    this.#head = 0;
  }
}
