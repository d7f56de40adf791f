/** What is reconciled, as numbers: texts of any length become hashes, with a salt that each question draws anew. */

/** Three words of 32 bits. */
export type Element = readonly [a: number, b: number, c: number];

/** One bit that differs changes half of the others: the last step of MurmurHash3 (Appleby). */
export function scrambled(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Tells an element that is alone in a symbol from a sum of several: 32 bits. */
export function elementCheck(a: number, b: number, c: number, salt: number): number {
  return scrambled(scrambled(scrambled(a ^ salt) + b) + c);
}

/** 64 bits of a text: two hashes, each of which goes on from the salt. */
export function saltedHash(text: string, salt: number): readonly [number, number] {
  let [one, other] = [scrambled(salt ^ 0x9e3779b9), scrambled(salt ^ 0x7f4a7c15)];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    one = Math.imul(one ^ code, 0x85ebca77);
    one ^= one >>> 15;
    other = Math.imul(other ^ code, 0xc2b2ae3d);
    other ^= other >>> 13;
  }
  return [scrambled(one), scrambled(other ^ Math.imul(one, 0x27d4eb2f))];
}
