/** What is no JSON by the letter, and what Maelstrom's parser takes all the same: control characters in strings that are not escaped. */

import { StringSpans } from './string-spans.ts';

// oxlint-disable-next-line no-control-regex -- they are what it is about
const CONTROLS = /[\u0000-\u001f]/g;

/** The same line with all of them escaped; the very line where there are none. */
export function withControlsEscaped(line: string): string {
  const strings = new StringSpans(line);
  return line.replace(CONTROLS, (control, place: number) =>
    strings.has(place) ? `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}` : control,
  );
}
