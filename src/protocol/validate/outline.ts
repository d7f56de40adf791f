/**
 * Looks along a long line before it is parsed: how many JSON values it holds, how deep they are nested, and whom to tell where that is
 * too much. Parsing takes time and memory for each value, up to twenty times the bytes of the line; what looks at a parsed value, and
 * JSON.stringify, takes a frame of the stack for each level.
 */

import { thousands } from '../../base/thousands.ts';

/** JSON values in one line. Members, items and brackets count, so that a line within it is parsed in less than a tenth of a second. */
export const VALUES_LIMIT = 250_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** Brackets within brackets: as deep as the parser of Maelstrom goes. */
export const DEPTH_LIMIT = 1000;

/** Shorter lines are not that deep. */
const SHALLOW_LINE_CHARS = 2 * DEPTH_LIMIT;

/** What a line holds more of than is parsed, in words; undefined: nothing. It need not be JSON. */
export function excessIn(line: string): string | undefined {
  if (line.length <= SHALLOW_LINE_CHARS) return undefined;
  let values = 0;
  let depth = 0;
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code === QUOTE) i = stringEnd(line, i) - 1;
    else if (code === COMMA) values++;
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth--;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      values++;
      if (++depth > DEPTH_LIMIT) return `${thousands(DEPTH_LIMIT)} levels of brackets`;
    }
    if (values > VALUES_LIMIT) return `${thousands(VALUES_LIMIT)} JSON values`;
  }
  return undefined;
}

/** Who sent the line and how the answer can refer to it, as far as can be seen without parsing it. */
export interface Sender {
  readonly src: string | undefined;
  readonly msgId: number | undefined;
}

/** The line's own `src`, and the `msg_id` of its `body`. */
export function senderIn(line: string): Sender {
  let depth = 0;
  let [name, outer] = ['', ''];
  let text: string | undefined;
  const found: { src: string | undefined; msgId: number | undefined } = { src: undefined, msgId: undefined };
  const end = Math.min(line.length, HEAD_CHARS);
  for (let i = 0; i < end; i++) {
    const code = line.charCodeAt(i);
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (++depth === 2) outer = name;
      name = '';
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth--;
    else if (depth > 2) {
      if (code === QUOTE) i = stringEnd(line, i) - 1;
    } else if (code === QUOTE) {
      const behind = stringEnd(line, i);
      text = shortText(line, i, behind);
      if (depth === 1 && name === 'src') found.src ??= text;
      i = behind - 1;
    } else if (code === COLON) name = text ?? '';
    else if (code === COMMA) name = '';
    else if (depth === 2 && outer === 'body' && name === 'msg_id') found.msgId ??= numberAt(line, i);
  }
  found.msgId ??= wholeIn(LAST_MSG_ID.exec(line.slice(-TAIL_CHARS))?.[1]);
  return found;
}

/** So far a line is read for its sender: the rest is what there is too much of. */
const HEAD_CHARS = 100_000;
/** The number may stand at the end as well. A text that only looks like it is the sender's own. */
const TAIL_CHARS = 200;
const LAST_MSG_ID = /^.*"msg_id"\s*:\s*(\d{1,15})\s*[,}]/s;

/** Names are short: what is longer is none, and is not copied. */
const NAME_CHARS = 1000;

function shortText(line: string, from: number, end: number): string | undefined {
  if (end - from > NAME_CHARS) return undefined;
  try {
    return JSON.parse(line.slice(from, end)) as string;
  } catch {
    return undefined;
  }
}

const WHOLE = /\d{1,15}(?=\s*[,}])/y;

function numberAt(line: string, at: number): number | undefined {
  WHOLE.lastIndex = at;
  return wholeIn(WHOLE.exec(line)?.[0]);
}

function wholeIn(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

/** The index behind the string that begins at `from`; the line's end where it does not end. */
function stringEnd(line: string, from: number): number {
  for (let i = from + 1; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code === QUOTE) return i + 1;
    if (code === BACKSLASH) i++;
  }
  return line.length;
}
