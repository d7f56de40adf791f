/** What is no JSON by the letter, and what Maelstrom's parser takes all the same: control characters in strings that are not escaped. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** The same line with all of them escaped; the very line where there are none. */
export function withControlsEscaped(line: string): string {
  let text = '';
  let copied = 0;
  let isInString = false;
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code === QUOTE) isInString = !isInString;
    else if (code === BACKSLASH) i++;
    else if (isInString && code < SPACE) {
      text += `${line.slice(copied, i)}\\u${code.toString(16).padStart(4, '0')}`;
      copied = i + 1;
    }
  }
  return copied === 0 ? line : text + line.slice(copied);
}
