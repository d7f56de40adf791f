/** The texts of a recording, each once: rows name them by their numbers. */

/** Characters shown of a key, a value or an error. */
const MAX_CHARS = 40;

export class Texts {
  readonly all: string[] = [''];
  readonly #numbers = new Map([['', 0]]);

  numberOf(text: string): number {
    const shown = text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS - 1)}…` : text;
    let number = this.#numbers.get(shown);
    if (number !== undefined) return number;
    number = this.all.length;
    this.#numbers.set(shown, number);
    this.all.push(shown);
    return number;
  }
}
