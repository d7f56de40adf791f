/** Tables as text, plain enough to be pasted anywhere. */

import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { Paint } from './paint.ts';
import { widthOf } from './wrap.ts';

/** A row of cells, or a title across all of them. */
export type Row = readonly string[] | { readonly title: string };

/**
 * The first column is aligned left, the others right. Lines only where a section begins.
 * @param width columns that there are: where they are too few, what is too long stands above its values
 */
export function renderTable(
  head: readonly string[],
  rows: readonly Row[],
  paint: Paint,
  width = Infinity,
): string {
  const bold = head.map((cell) => (cell === '' ? '' : paint.bold(cell)));
  const painted = rows.map((row) => ('title' in row ? { title: paint.dim(row.title) } : row));
  const whole = linesOf(bold, painted).join('\n');
  if (widthOf(whole) <= width) return whole;
  const values = linesOf(withoutLabel(bold), painted.map(withoutLabel));
  const room = width - widthOf(values.join('\n'));
  return (room < 0 ? listed(bold, painted) : stacked(bold, painted, room)).join('\n');
}

/** The head first, and a line for each row. */
function linesOf(head: readonly string[], rows: readonly Row[]): string[] {
  const table = new Table({
    head: [...head],
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
    if ('title' in row) table.push([{ content: row.title, colSpan: head.length }]);
    else table.push([...row]);
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** Of a title nothing is left. */
function withoutLabel(row: Row): string[] {
  return 'title' in row ? [''] : ['', ...row.slice(1)];
}

function labelOf(row: Row): string {
  return 'title' in row ? row.title : (row[0] ?? '');
}

/** Titles, and labels for which there is no room, have a line of their own. */
function stacked(head: readonly string[], rows: readonly Row[], room: number): string[] {
  const isApart = (row: Row): boolean => 'title' in row || stringWidth(labelOf(row)) > room;
  const fitted = (row: Row): readonly string[] => ('title' in row || isApart(row) ? withoutLabel(row) : row);
  const lines = linesOf(fitted(head), rows.map(fitted));
  return [head, ...rows].flatMap((row, index) => {
    const values = lines[index] ?? '';
    return isApart(row) ? [` ${labelOf(row)}`, values].filter((line) => line !== '') : [values];
  });
}

/** Every value has a line of its own, with what stands at the head of its column. */
function listed(head: readonly string[], rows: readonly Row[]): string[] {
  const [corner = '', ...names] = head;
  const lines = rows.flatMap((row) => {
    const values = withoutLabel(row).slice(1);
    return [
      ` ${labelOf(row)}`,
      ...values.flatMap((value, index) => (value === '' ? [] : [`    ${names[index] ?? ''} ${value}`])),
    ];
  });
  return corner === '' ? lines : [` ${corner}`, ...lines];
}
