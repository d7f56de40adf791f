/** Reads the report page as a person would: parsed, and then its words, its answers and the rows of its tables. */

import assert from 'node:assert/strict';
import { HTMLElement, parse, TextNode, type Node } from 'node-html-parser';

export function parsePage(html: string): HTMLElement {
  // What is in <pre> is read as markup, as a browser reads it.
  return parse(html, { blockTextElements: { script: true, style: true } });
}

/** The only element that matches. */
export function one(within: HTMLElement, selector: string): HTMLElement {
  const found = within.querySelectorAll(selector);
  assert.equal(found.length, 1, `${found.length} elements are ${selector}`);
  return found[0] as HTMLElement;
}

/** What is read in an element, drawings and scripts aside: its texts in order, with single spaces. */
export function wordsOf(element: HTMLElement): string {
  return textsOf(element).join(' ').replace(/\s+/g, ' ').trim();
}

function textsOf(node: Node): string[] {
  if (node instanceof TextNode) return [node.text];
  const isRead = !(node instanceof HTMLElement) || !['SCRIPT', 'STYLE'].includes(node.tagName);
  return isRead ? node.childNodes.flatMap(textsOf) : [];
}

/** The words of every element that matches. */
export function allWords(within: HTMLElement, selector: string): string[] {
  return within.querySelectorAll(selector).map(wordsOf);
}

/** The rows of the first table with this caption, without its head: the words of each cell. */
export function rowsOf(within: HTMLElement, caption: string): string[][] {
  const table = within
    .querySelectorAll('table')
    .find((each) => wordsOf(one(each, 'caption')).startsWith(caption));
  assert.ok(table !== undefined, `there is a table: ${caption}`);
  return table.querySelectorAll('tbody tr').map((row) => allWords(row, 'th, td'));
}

/** A section's words. */
export function sectionOf(page: HTMLElement, id: string): string {
  return wordsOf(one(page, `section#${id}`));
}

/** What each run answers to the question of a card: its figures in words, then the details. */
export function answersTo(page: HTMLElement, question: string): Record<string, string[]> {
  const card = page.querySelectorAll('.card').find((each) => wordsOf(one(each, 'h2')) === question);
  assert.ok(card !== undefined, `there is a card for: ${question}`);
  const runs = card.querySelectorAll('dl > div');
  return Object.fromEntries(runs.map((run) => [wordsOf(one(run, 'dt')), allWords(run, 'dd')]));
}
