/** Columns of whole numbers as bytes: seven bits a byte, small numbers first, so that what repeats compresses well. */

type Column = Float64Array | Uint32Array | Uint16Array | Uint8Array;

const INITIAL_BYTES = 4096;

export class ByteWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #length = 0;

  /** @param value a whole number from 0 to 2^53 */
  number(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
  }

  /** @param isDelta whether neighbours are close to each other: their differences are written */
  column(values: Column, isDelta: boolean): void {
    let before = 0;
    for (const value of values) {
      const difference = value - before;
      this.number(difference >= 0 ? difference * 2 : -difference * 2 - 1);
      if (isDelta) before = value;
    }
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.number(bytes.length);
    for (const byte of bytes) this.#byte(byte);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #byte(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.#bytes[this.#at++] ?? 0;
      if (byte < 0x80) return value + byte * scale;
      value += (byte - 0x80) * scale;
    }
  }

  /** Fills the column. */
  column<T extends Column>(values: T, isDelta: boolean): T {
    let before = 0;
    for (let i = 0; i < values.length; i++) {
      const zigzag = this.number();
      const value = before + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
      values[i] = value;
      if (isDelta) before = value;
    }
    return values;
  }

  text(): string {
    const length = this.number();
    this.#at += length;
    return new TextDecoder().decode(this.#bytes.subarray(this.#at - length, this.#at));
  }
}
