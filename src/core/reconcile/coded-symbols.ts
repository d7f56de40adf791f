/**
 * Rateless invertible Bloom lookup tables (Yang, Gilad, Alizadeh 2024, "Practical rateless set reconciliation"): the first so many
 * symbols of an endless sequence that codes a set. Those of one set less those of another code what differs between the two, and
 * about 1.35 of them for each difference, where there are many, are enough to find it.
 */

import { SYMBOL_BYTES, SYMBOL_CHARS } from '../../protocol/gossip.ts';
import { elementCheck, type Element } from './element.ts';
import { SymbolPlaces } from './symbol-places.ts';

/** Three words of elements and one of their checks, all in XOR. */
const WORDS = 4;

/** What two sets do not share. */
export interface Difference {
  readonly onlyHere: readonly Element[];
  readonly onlyThere: readonly Element[];
}

export class CodedSymbols {
  readonly salt: number;
  readonly #words: Int32Array;
  readonly #counts: Int16Array;

  /** @param salt drawn for each question: two sets that collide with one are told apart with the next */
  constructor(salt: number, length: number) {
    this.salt = salt;
    this.#words = new Int32Array(length * WORDS);
    this.#counts = new Int16Array(length);
  }

  get length(): number {
    return this.#counts.length;
  }

  /** Of a set. */
  static of(elements: Iterable<Element>, salt: number, length: number): CodedSymbols {
    const symbols = new CodedSymbols(salt, length);
    for (const element of elements) symbols.#toggle(element, 1);
    return symbols;
  }

  /** @param text of whole symbols, in base64 */
  static parse(text: string, salt: number): CodedSymbols {
    const symbols = new CodedSymbols(salt, text.length / SYMBOL_CHARS);
    const binary = atob(text);
    const view = new DataView(new ArrayBuffer(binary.length));
    for (let i = 0; i < binary.length; i++) view.setUint8(i, binary.charCodeAt(i));
    for (let i = 0; i < symbols.length; i++) {
      for (let word = 0; word < WORDS; word++)
        symbols.#words[i * WORDS + word] = view.getInt32(i * SYMBOL_BYTES + word * 4);
      symbols.#counts[i] = view.getInt16(i * SYMBOL_BYTES + WORDS * 4);
    }
    return symbols;
  }

  toString(): string {
    const view = new DataView(new ArrayBuffer(this.length * SYMBOL_BYTES));
    for (let i = 0; i < this.length; i++) {
      for (let word = 0; word < WORDS; word++)
        view.setInt32(i * SYMBOL_BYTES + word * 4, this.#words[i * WORDS + word] as number);
      view.setInt16(i * SYMBOL_BYTES + WORDS * 4, this.#counts[i] as number);
    }
    let binary = '';
    for (const byte of new Uint8Array(view.buffer)) binary += String.fromCharCode(byte);
    return btoa(binary);
  }

  /** Takes the symbols of another set out of these. They are as many, with the same salt. */
  subtract(other: CodedSymbols): void {
    for (let i = 0; i < this.#words.length; i++)
      this.#words[i] = (this.#words[i] as number) ^ (other.#words[i] as number);
    for (let i = 0; i < this.length; i++)
      this.#counts[i] = (this.#counts[i] as number) - (other.#counts[i] as number);
  }

  /**
   * How many elements two sets do not share, about, where these are the symbols of one less those of the other. They are no fewer than
   * the one set has more than the other, which the first symbol counts. Symbol i has each element with probability p, so its count is off its mean by the root of
   * p · (1 − p) for each.
   */
  estimate(): number {
    const surplus = this.#counts[0] ?? 0;
    let sum = 0;
    for (let i = 1; i < this.length; i++) {
      const p = 1 / (1 + i / 2);
      sum += ((this.#counts[i] as number) - p * surplus) ** 2 / (p * (1 - p));
    }
    const spread = this.length > 1 ? sum / (this.length - 1) : 0;
    return Math.max(1, Math.abs(surplus), Math.round(spread));
  }

  /**
   * Takes elements out one by one, each where it is alone in a symbol, until nothing is left: these symbols are used up by it.
   * @returns undefined: these are too few symbols for what differs
   */
  decode(): Difference | undefined {
    const [onlyHere, onlyThere]: [Element[], Element[]] = [[], []];
    const open = Array.from(this.#counts, (_, i) => i);
    // What a stranger made up may never end.
    for (let at = 0; at < open.length && onlyHere.length + onlyThere.length <= this.length; at++) {
      const element = this.#alone(open[at] as number);
      if (element === undefined) continue;
      const isHere = this.#counts[open[at] as number] === 1;
      (isHere ? onlyHere : onlyThere).push(element);
      for (const place of this.#toggle(element, isHere ? -1 : 1)) open.push(place);
    }
    const isDone = this.#counts.every((count) => count === 0) && this.#words.every((word) => word === 0);
    return isDone ? { onlyHere, onlyThere } : undefined;
  }

  /** The only element of a symbol; undefined: it has none, or several. */
  #alone(i: number): Element | undefined {
    const count = this.#counts[i];
    if (count !== 1 && count !== -1) return undefined;
    const [a, b, c, check] = this.#words.subarray(i * WORDS, (i + 1) * WORDS) as unknown as WordsOfSymbol;
    return elementCheck(a, b, c, this.salt) === check ? [a, b, c] : undefined;
  }

  /** Adds an element, or takes it out. @returns the symbols that have it */
  #toggle([a, b, c]: Element, by: 1 | -1): number[] {
    const check = elementCheck(a, b, c, this.salt);
    const touched: number[] = [];
    const places = new SymbolPlaces(check);
    for (let i = 0; i < this.length; i = places.next()) {
      const at = i * WORDS;
      this.#words[at] = (this.#words[at] as number) ^ a;
      this.#words[at + 1] = (this.#words[at + 1] as number) ^ b;
      this.#words[at + 2] = (this.#words[at + 2] as number) ^ c;
      this.#words[at + 3] = (this.#words[at + 3] as number) ^ check;
      this.#counts[i] = (this.#counts[i] as number) + by;
      touched.push(i);
    }
    return touched;
  }
}

type WordsOfSymbol = readonly [a: number, b: number, c: number, check: number];
