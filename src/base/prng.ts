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

/** @param seed any finite number; it is taken modulo 2^32. */
export function prng(seed: number): Prng {
  let split = seed | 0;
  const word = (): number => {
    split = (split + 0x9e3779b9) | 0;
    let z = split ^ (split >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let a = word();
  let b = word();
  let c = word();
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) next();
  const float = (): number => next() / 0x1_0000_0000;
  return {
    float,
    below: (bound) => Math.floor(float() * bound),
    fork: (name) => prng(hash(name) ^ seed),
  };
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
