/**
 * The only source of randomness: small, seeded, and the same on every machine, so that a seed replays a run.
 * sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32 so that nearby seeds give unrelated streams.
 *
 * `base/` holds what needs nothing else, and what two or more layers need: randomness, order, a heap, summaries of numbers, and
 * our own broken invariants (`assert.ts`).
 */

/** Draws numbers; every draw advances the stream. */
export interface Prng {
  /** A float in [0, 1), 32 bits of resolution. */
  float(): number;
  /** An integer in [0, bound). `bound` is at most 2^32. */
  below(bound: number): number;
  /** An independent stream, named so that adding a consumer never shifts the draws of another. */
  fork(name: string): Prng;
}

/** Seeds that settings name are whole numbers below this: each draws something else. */
export const SEEDS = 2 ** 32;

/** @param seed any finite number; it is taken modulo 2^32. */
export function prng(seed: number): Prng {
  return new Sfc32(seed);
}

/** A class: ten thousand replicas with four streams each would have a quarter of a million closures. */
class Sfc32 implements Prng {
  readonly #seed: number;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#seed = seed;
    let split = seed | 0;
    const word = (): number => {
      split = (split + 0x9e3779b9) | 0;
      let z = split ^ (split >>> 16);
      z = Math.imul(z, 0x21f0aaad);
      z ^= z >>> 15;
      z = Math.imul(z, 0x735a2d97);
      return z ^ (z >>> 15);
    };
    this.#a = word();
    this.#b = word();
    this.#c = word();
    for (let warmUp = 0; warmUp < 12; warmUp++) this.#next();
  }

  float(): number {
    return this.#next() / 0x1_0000_0000;
  }

  below(bound: number): number {
    return Math.floor(this.float() * bound);
  }

  fork(name: string): Prng {
    return new Sfc32(hash(name) ^ this.#seed);
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}

/** FNV-1a over UTF-16 code units: turns a name into 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h;
}

/** Draws one of several, each as likely as the others. @returns a function of the choices, which are not empty */
export function oneOf(rng: Pick<Prng, 'below'>): <T>(choices: readonly T[]) => T {
  return <T>(choices: readonly T[]) => choices[rng.below(choices.length)] as T;
}
