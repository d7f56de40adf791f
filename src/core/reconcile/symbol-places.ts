/** Which symbols an element is in: the first, and each further one i with probability 1 / (1 + i / 2), by a draw of its own. */

export class SymbolPlaces {
  #state: number;
  #last = 0;

  /** @param seed from the element, so that everybody draws the same */
  constructor(seed: number) {
    // xorshift stays at 0.
    this.#state = seed === 0 ? 1 : seed;
  }

  /** The next symbol that has it: the distance by inversion, as Yang et al. approximate it (section 4.2). */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    const left = (x >>> 0) / 2 ** 32;
    this.#last += Math.ceil((this.#last + 1.5) * (1 / Math.sqrt(left) - 1));
    return this.#last;
  }
}
