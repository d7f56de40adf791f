/** Which writes have been seen: sequence numbers run on, so a number and its exceptions remember millions of them. */

interface SeenOfOrigin {
  /** All of 1 … `through`. */
  through: number;
  readonly beyond: Set<number>;
}

export class SeenDots {
  readonly #origins = new Map<string, SeenOfOrigin>();

  /** Of all dots. */
  origins(): Iterable<string> {
    return this.#origins.keys();
  }

  /** Adds a dot; false when it had been added before. */
  add(origin: string, seq: number): boolean {
    let seen = this.#origins.get(origin);
    if (seen === undefined) this.#origins.set(origin, (seen = { through: 0, beyond: new Set() }));
    if (seq <= seen.through || seen.beyond.has(seq)) return false;
    seen.beyond.add(seq);
    while (seen.beyond.delete(seen.through + 1)) seen.through++;
    return true;
  }
}
