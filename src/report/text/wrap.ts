/** Keeps text within the width of its screen. */

import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Further lines of a sentence begin below its text. Spaces at its beginning must not be painted. */
export function wrapped(text: string, width: number, indent = '  '): string {
  const wrapLine = (line: string): string => {
    if (stringWidth(line) <= width) return line;
    const [margin = ''] = /^ */.exec(line) ?? [];
    const room = Math.max(1, width - Math.max(margin.length, indent.length));
    const [first = '', ...rest] = wrapAnsi(line.slice(margin.length), room).split('\n');
    return [margin + first, ...rest.map((one) => indent + one)].join('\n');
  };
  return text.split('\n').map(wrapLine).join('\n');
}

/** Phrases, as many in a line as fit. */
export function joined(phrases: readonly string[], width: number): string {
  const [first = '', ...others] = phrases;
  return others.reduce((text, phrase) => {
    const line = text.slice(text.lastIndexOf('\n') + 1);
    return text + (stringWidth(`${line}, ${phrase}`) <= width ? ', ' : '\n') + phrase;
  }, first);
}

/** The widest line, in columns. */
export function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => stringWidth(line)));
}

/** Breaks what is too long still, wherever it may be. */
export function cut(text: string, width: number): string {
  return wrapAnsi(text, width, { hard: true, trim: false, wordWrap: false });
}

/**
 * Renders as many side by side as there is room for, and the others below them.
 * @param render to be narrowed to the columns that there are: Infinity, unless there is one alone
 */
export function sideBySide<T>(
  all: readonly T[],
  width: number,
  render: (part: readonly T[], width: number) => string,
): string {
  const texts: string[] = [];
  for (let from = 0; from < all.length;) {
    let to = all.length;
    const text = (): string => render(all.slice(from, to), to === from + 1 ? width : Infinity);
    while (to > from + 1 && widthOf(text()) > width) to--;
    texts.push(text());
    from = to;
  }
  return texts.join('\n\n');
}
