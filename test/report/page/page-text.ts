/** What a reader of the report page sees of it. */

import assert from 'node:assert/strict';

/** What is read, without markup; white space as one space. */
export function textOf(page: string, from = '<body>', to = '</body>'): string {
  const start = page.indexOf(from);
  assert.ok(start >= 0, `the page has ${from}`);
  const part = page.slice(start, page.indexOf(to, start));
  const text = part.replace(/<script>.*?<\/script>/gs, '').replace(/<[^>]+>/g, ' ');
  return text.replace(/[\s\u00a0]+/g, ' ');
}

export const sectionOf = (page: string, id: string): string =>
  textOf(page, `<section id="${id}"`, '</section>\n<');
