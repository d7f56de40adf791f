/** Tables as text, plain enough to be pasted anywhere. */

import Table from 'cli-table3';
import type { Paint } from './paint.ts';

/** A row of cells, or a title across all of them. */
export type Row = readonly string[] | { readonly title: string };

/** The first column is aligned left, the others right. Lines only where a section begins. */
export function renderTable(head: readonly string[], rows: readonly Row[], paint: Paint): string {
  const table = new Table({
    head: head.map((cell) => (cell === '' ? '' : paint.bold(cell))),
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      right: '',
      'right-mid': '',
      mid: '',
      'mid-mid': '',
      middle: ' ',
    },
  });
  for (const row of rows) {
    if ('title' in row) table.push([{ content: paint.dim(row.title), colSpan: head.length }]);
    else table.push([...row]);
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
