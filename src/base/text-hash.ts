/** A hash of a text, to tell texts apart that are far too long to keep. No defence against somebody who wants two to be the same. */

/** 53 bits: two 32-bit FNV-1a hashes of the text with different beginnings. */
export function textHash(text: string): number {
  let [high, low] = [0x811c9dc5, 0x9747b28c];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code ^ (i & 0xff), 0x01000193);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
