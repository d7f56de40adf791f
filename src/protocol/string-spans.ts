/**
 * Which places of a line are within its strings: walked once, however many places are asked for. A pattern that matches whole strings would need
 * room on the stack for each escape in them, and whoever prints a line decides how many there are.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export class StringSpans {
  readonly #json: string;
  #at = 0;
  #isInString = false;

  constructor(json: string) {
    this.#json = json;
  }

  /** @param place no earlier than the one before @returns false also for what a backslash stands before: it is no text of its own */
  has(place: number): boolean {
    for (; this.#at < place; this.#at++) {
      const code = this.#json.charCodeAt(this.#at);
      if (code === QUOTE) this.#isInString = !this.#isInString;
      else if (code === BACKSLASH) this.#at++;
    }
    return this.#isInString && this.#at === place;
  }
}
