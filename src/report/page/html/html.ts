/** HTML from template literals: what is put into one is escaped, unless it is HTML that was made here. */

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Html | string | number | readonly Part[];

export const NOTHING = new Html('');

/** Indentation of the literals stays in the source. */
export function markup(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const texts = literals.map((literal) => literal.replace(/\n +/g, '\n'));
  return new Html(
    texts.map((text, index) => (index === 0 ? text : written(parts[index - 1] ?? '') + text)).join(''),
  );
}

function written(part: Part): string {
  if (part instanceof Html) return part.text;
  return typeof part === 'object' ? part.map(written).join('') : escaped(`${part}`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return printable(text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? ''));
}

/** Control characters have no place in HTML, escaped or not. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, '\ufffd');
}
