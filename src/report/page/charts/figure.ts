/** A chart on the page: drawn for wide and for narrow screens, described in words, and with its numbers in a table. */

import { markup, type Html, NOTHING, type Part } from '../html/html.ts';
import { tableOf, type Table } from '../html/tables.ts';
import { counted } from '../wording/words.ts';
import { drawn, type Drawing } from './draw.ts';

export interface Chart {
  /** Unique on the page. */
  readonly id: string;
  readonly caption: Part;
  /** What the chart shows, for readers who cannot see it. */
  readonly alt: string;
  readonly legend: Html;
  /** @param width pixels */
  readonly draw: (width: number) => Omit<Drawing, 'width'>;
  readonly table: Table;
}

const NARROW_WIDTH = 358;
export const WIDE_WIDTH = 1000;

/** @param wideWidth pixels; half of the page if two charts stand side by side */
export function figureOf({ id, caption, alt, legend, draw, table }: Chart, wideWidth = WIDE_WIDTH): Html {
  const variant = (name: string, width: number): Html =>
    markup`<div class="${name}">${drawn({ ...draw(width), width }, `${id}-${name}`)}</div>`;
  return markup`<figure id="${id}">
    <figcaption>${caption}</figcaption>
    ${legend}
    <div role="img" aria-label="${alt}">${variant('wide', wideWidth)}${variant('narrow', NARROW_WIDTH)}</div>
    ${numbersOf(table)}
  </figure> `;
}

export function numbersOf(table: Table): Html {
  return markup`<details>
    <summary>The numbers<span class="unseen">: ${table.caption}</span></summary>
    ${tableOf(table)}
  </details>`;
}

/** Runs that one line chart shows: more could not be told apart. */
const MAX_RUNS = 12;

/** The runs that are drawn. */
export function drawnRuns<T>(runs: readonly T[]): readonly T[] {
  return runs.slice(0, MAX_RUNS);
}

export interface LegendEntry {
  readonly name: string;
  readonly colour: string;
  readonly dash: readonly number[];
  /** ECharts' symbol, drawn on the line. */
  readonly symbol?: string;
  /** A mark alone, without a line; hollow: an outline. */
  readonly mark?: 'filled' | 'hollow';
}

/** @param omitted how many runs are not drawn */
export function legendOf(entries: readonly LegendEntry[], omitted = 0): Html {
  const more = omitted > 0 ? markup`<li>and ${counted(omitted, 'more', 'more')} in the table</li>` : NOTHING;
  return markup`<ul class="legend">
    ${entries.map((entry) => markup`<li>${swatch(entry)} ${entry.name}</li>`)}${more}
  </ul>`;
}

/** For a chart of several panels: what the lines are in each. */
export function groupedLegend(
  groups: readonly { readonly title: string; readonly entries: readonly LegendEntry[] }[],
): Html {
  return markup`<ul class="legend">
    ${groups.map(
      ({ title, entries }) =>
        markup`<li><strong>${title}</strong> ${entries.map(
          (entry) => markup`<span class="entry">${swatch(entry)} ${entry.name}</span> `,
        )}</li>`,
    )}
  </ul>`;
}

/** SVG paths of ECharts' symbols, 10 wide and high, centred on 0. */
const SYMBOL_PATHS: Readonly<Record<string, string>> = {
  circle: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0',
  rect: 'M-4-4h8v8h-8z',
  triangle: 'M0-4.5L4.5 4h-9z',
  diamond: 'M0-5L5 0L0 5L-5 0z',
  roundRect: 'M-2-4h4a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2h-4a2 2 0 0 1-2-2v-4a2 2 0 0 1 2-2',
  arrow: 'M0-5L4.5 5L0 2L-4.5 5z',
};

export function swatch({ colour, dash, symbol, mark: kind }: Omit<LegendEntry, 'name'>): Html {
  const path = symbol === undefined ? undefined : SYMBOL_PATHS[symbol];
  const fill = kind === 'hollow' ? 'none' : colour;
  const mark =
    path === undefined
      ? NOTHING
      : markup`<path d="${path}" transform="translate(15 6)" fill="${fill}" stroke="${colour}" stroke-width="${kind === 'hollow' ? 1.5 : 0}" />`;
  const line =
    kind === undefined
      ? markup`<path d="M0 6H30" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash.join(' ')}" />`
      : NOTHING;
  return markup`<svg
    class="swatch"
    width="30"
    height="12"
    viewBox="0 0 30 12"
    aria-hidden="true"
    focusable="false"
  >
    ${line}${mark}
  </svg>`;
}
