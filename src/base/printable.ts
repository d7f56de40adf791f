/**
 * Text of somebody else's as it may be shown: on a terminal, on a page, as a metric's label. What could move the cursor, recolour
 * the screen, turn the direction of writing or hide is replaced where such text comes in, so that nobody behind has to think of it.
 */

/** Control and format characters, separators of lines and paragraphs, and halves of surrogate pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** What may stand in the strings of a line that was parsed: below the space they hold nothing raw, and outside of them that is space. */
const RAW = String.raw`(?![\x00-\x1f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]`;
const RAW_OR_ESCAPED = new RegExp(String.raw`${RAW}|\\[^"\\/]`, 'u');
const ALL_RAW_AND_ESCAPES = new RegExp(String.raw`\\(?:u([0-9a-fA-F]{4})|[^u])|${RAW}`, 'gu');

const REPLACEMENT = '\ufffd';

/** @param limit characters; what is longer is cut */
export function printable(text: string, limit = Infinity): string {
  const shown = text.replace(UNSEEN, REPLACEMENT);
  return shown.length <= limit ? shown : `${shown.slice(0, limit)}…`;
}

/** The same for a line of JSON: also what its strings escape. What it says is otherwise the same. */
export function printableJson(line: string): string {
  if (!RAW_OR_ESCAPED.test(line)) return line;
  return line.replace(ALL_RAW_AND_ESCAPES, (found: string, hex: string | undefined) => {
    if (hex !== undefined)
      return isUnseen(String.fromCharCode(Number.parseInt(hex, 16))) ? REPLACEMENT : found;
    return found.startsWith('\\') && !/^\\[bfnrt]$/.test(found) ? found : REPLACEMENT;
  });
}

/** Of a line of JSON, so many characters. */
export function printableExcerpt(line: string, limit: number): string {
  return printable(printableJson(line), limit);
}

/** Halves of pairs stay: the other half may follow, and one alone is shown as the replacement by all that print it. */
function isUnseen(char: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(char);
}
