/** Tables that scroll within themselves, so that the page never does. */

import { markup, type Html, NOTHING, type Part } from './html.ts';
import { counted } from '../wording/words.ts';

export interface Table {
  /** What a screen reader announces. */
  readonly caption: string;
  readonly head: readonly Part[];
  /** The first cell of each is its header. */
  readonly rows: readonly (readonly Part[])[];
  /** Columns that hold words, not numbers. */
  readonly wordColumns?: readonly number[];
}

/** Rows of any table. */
const MAX_ROWS = 400;

export function tableOf({ caption, head, rows, wordColumns = [] }: Table): Html {
  const kind = (column: number): string => (column === 0 || wordColumns.includes(column) ? 'word' : 'number');
  const omitted = rows.length - MAX_ROWS;
  return markup`<div class="scroll" role="group" aria-label="${caption}" tabindex="0">
      <table>
        <caption class="unseen">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${head.map((cell, column) => headCell(cell, kind(column)))}
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, MAX_ROWS).map(
            (row) =>
              markup`<tr>
                ${row.map((cell, column) =>
                  column === 0
                    ? markup`<th scope="row" class="word">${cell}</th>`
                    : markup`<td class="${kind(column)}">${cell}</td>`,
                )}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    ${omitted > 0 ? markup`<p class="note">and ${counted(omitted, 'row')} more in report.json</p>` : NOTHING}`;
}

/** An empty header cell is none: a screen reader would announce it. */
function headCell(cell: Part, kind: string): Html {
  return cell === '' ? markup`<td></td>` : markup`<th scope="col" class="${kind}">${cell}</th>`;
}
