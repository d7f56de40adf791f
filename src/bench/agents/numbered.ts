/**
 * Numbers what is sent, and counts what arrives: NATS delivers at most once, and what it drops has to be known. A frame that is larger
 * than a message may be goes in several, each with a number of its own; a frame has the number of its last part.
 */

const HEADER_BYTES = 7;
/** Bits of the first byte. */
const FIRST = 1;
const LAST = 2;

export class NumberedOut {
  readonly #partBytes: number;
  readonly #publish: (bytes: Uint8Array) => void;
  #last = 0;

  /** @param maxBytes of one message */
  constructor(maxBytes: number, publish: (bytes: Uint8Array) => void) {
    this.#partBytes = maxBytes - HEADER_BYTES;
    this.#publish = publish;
  }

  /** @returns the frame's number */
  send(frame: Buffer): number {
    for (let start = 0; start === 0 || start < frame.length; start += this.#partBytes) {
      const part = frame.subarray(start, start + this.#partBytes);
      const message = Buffer.allocUnsafe(HEADER_BYTES + part.length);
      message[0] = (start === 0 ? FIRST : 0) | (start + part.length >= frame.length ? LAST : 0);
      message.writeUIntBE(++this.#last, 1, HEADER_BYTES - 1);
      part.copy(message, HEADER_BYTES);
      this.#publish(message);
    }
    return this.#last;
  }
}

export interface NumberedEvents {
  frame(frame: Buffer, number: number): void;
  /** These numbers never came. Told before the frame that showed it. */
  gap(from: number, to: number): void;
}

export class NumberedIn {
  /** Messages that never came. */
  missing = 0;
  /** Messages whose number had come before: two senders go by one name. */
  repeated = 0;
  readonly #events: NumberedEvents;
  #next = 1;
  /** Undefined: the beginning of a frame is awaited. */
  #parts: Buffer[] | undefined;

  constructor(events: NumberedEvents) {
    this.#events = events;
  }

  take({ buffer, byteOffset, byteLength }: Uint8Array): void {
    const message = Buffer.from(buffer, byteOffset, byteLength);
    if (message.length < HEADER_BYTES) return;
    const [flags = 0] = message;
    const number = message.readUIntBE(1, HEADER_BYTES - 1);
    if (number < this.#next) {
      this.repeated++;
      return;
    }
    if (number > this.#next) {
      this.#parts = undefined;
      this.missing += number - this.#next;
      this.#events.gap(this.#next, number - 1);
    }
    this.#next = number + 1;
    if ((flags & FIRST) !== 0) this.#parts = [];
    // The rest of a frame whose beginning is lost.
    if (this.#parts === undefined) return;
    this.#parts.push(message.subarray(HEADER_BYTES));
    if ((flags & LAST) === 0) return;
    const [only, ...others] = this.#parts;
    const frame = only !== undefined && others.length === 0 ? only : Buffer.concat(this.#parts);
    this.#parts = undefined;
    this.#events.frame(frame, number);
  }
}
