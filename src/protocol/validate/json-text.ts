/**
 * Whether a text is the one JSON value that a node would have written: what a peer sends as a value's text is handed to clients as
 * it stands, so nothing else may get in. One pass, no recursion, and a byte of memory for each level.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const SPACE = 0x20;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const LATIN_U = 0x75;

const SCALAR = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LONE_SURROGATE = /\p{Surrogate}/u;
const HEX = /[0-9a-fA-F]{4}/y;
/** What may follow a backslash, beside u. */
const ESCAPED = new Set(Array.from('"\\/bfnrt', (char) => char.charCodeAt(0)));

/** @returns whether it is valid JSON with ", " and ": " between its parts, no other space, and nothing around it */
export function isJsonText(text: string): boolean {
  // Half a surrogate pair cannot leave as UTF-8: it would come back as something else.
  if (LONE_SURROGATE.test(text)) return false;
  const levels = new Levels();
  let i = 0;
  for (;;) {
    const code = text.charCodeAt(i);
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      const isObject = code === OPEN_OBJECT;
      if (text.charCodeAt(i + 1) === (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) i += 2;
      else {
        levels.push(isObject);
        i = isObject ? memberValue(text, i + 1) : i + 1;
        if (i < 0) return false;
        continue;
      }
    } else i = code === QUOTE ? stringEnd(text, i) : matchEnd(SCALAR, text, i);
    if (i < 0) return false;
    // A value has ended: so may any number of those around it.
    while (levels.depth > 0 && text.charCodeAt(i) === (levels.isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
      levels.pop();
      i++;
    }
    if (levels.depth === 0) return i === text.length;
    if (text.charCodeAt(i) !== COMMA || text.charCodeAt(i + 1) !== SPACE) return false;
    i = levels.isObject ? memberValue(text, i + 2) : i + 2;
    if (i < 0) return false;
  }
}

/** Where the value of the member begins whose name begins at `from`; −1: there is none. */
function memberValue(text: string, from: number): number {
  if (text.charCodeAt(from) !== QUOTE) return -1;
  const end = stringEnd(text, from);
  return end >= 0 && text.charCodeAt(end) === COLON && text.charCodeAt(end + 1) === SPACE ? end + 2 : -1;
}

/** The index behind the string that begins at `from`; −1: it is none. */
function stringEnd(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i + 1;
    if (code < SPACE) return -1;
    if (code !== BACKSLASH) continue;
    const escaped = text.charCodeAt(++i);
    if (escaped === LATIN_U) {
      i = matchEnd(HEX, text, i + 1) - 1;
      if (i < 0) return -1;
    } else if (!ESCAPED.has(escaped)) return -1;
  }
  return -1;
}

function matchEnd(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** What the values are that the present one is in: a byte each, for a text may be all brackets. */
class Levels {
  depth = 0;
  #kinds = new Uint8Array(64);

  get isObject(): boolean {
    return this.#kinds[this.depth - 1] === 1;
  }

  push(isObject: boolean): void {
    if (this.depth === this.#kinds.length) {
      const longer = new Uint8Array(2 * this.depth);
      longer.set(this.#kinds);
      this.#kinds = longer;
    }
    this.#kinds[this.depth++] = isObject ? 1 : 0;
  }

  pop(): void {
    this.depth--;
  }
}
