/**
 * Convergence over the time of a run, drawn with characters. No library for terminal charts draws ranges on a logarithmic
 * axis, leaves gaps where nothing was measured, and marks a span of time; so it is done here.
 */

import { columnsOf, type Column, type Columns } from './course-columns.ts';
import { formatDuration } from '../words/format.ts';
import type { Screen } from './paint.ts';
import type { Run } from '../schema/run-schema.ts';
import { logShare, sparkline } from './sparkline.ts';

/** What stands left of the chart, and right of its lowest rows. */
const LEFT = 10;
const RIGHT = 12;
const MAX_COLUMNS = 100;
const EIGHTHS = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** By the number of decades that the axis spans: as many rows as look like a chart, or as fit twice on one screen. */
const ROWS_PER_DECADE = { high: [6, 6, 4, 3, 2], low: [5, 5, 3, 2, 1] } as const;
type Height = keyof typeof ROWS_PER_DECADE;
const MAX_DECADES = 5;
/** A cell that the slowest write reaches less than this far into stays empty. */
const LEAST_SHADE = 0.25;

/** What all charts of a report share, so that they can be compared. */
interface Scale {
  /** Where the axis begins. */
  readonly lowMs: number;
  /** Powers of ten from there to its end. */
  readonly decades: number;
  readonly rowsPerDecade: number;
  /** Rows that anything reaches. */
  readonly rows: number;
  readonly maxPending: number;
  readonly maxStale: number;
}

/** A chart for each run; empty where no convergence was seen. */
export function courseCharts(runs: readonly Run[], screen: Screen, height: Height = 'high'): string[] {
  const room = Math.min(MAX_COLUMNS, Math.max(1, screen.width - LEFT - RIGHT));
  const all = runs.map(({ timeline }) => columnsOf(timeline, room));
  const scale = scaleFor(
    all.flatMap(({ columns }) => columns),
    height,
  );
  return runs.map((run, index) => {
    const columns = all[index];
    if (columns?.columns.some(({ maxMs }) => maxMs !== null) !== true) return '';
    const drawn = chart(run, columns, scale, screen);
    // Where room is short, its caller explains all charts at once.
    if (height === 'low') return drawn;
    return `${' '.repeat(LEFT)}${legend(screen)}, by when it was accepted\n${drawn}`;
  });
}

/** What the characters stand for. */
export function legend({ paint }: Screen): string {
  return `${paint.cyan('█')} median  ${paint.dim('░')} slowest write`;
}

function scaleFor(columns: readonly Column[], height: Height): Scale {
  const seen = columns.flatMap(({ medianMs, maxMs }) => [medianMs ?? 0, maxMs ?? 0]).filter((ms) => ms > 0);
  const maxMs = Math.max(...seen, 1);
  const high = Math.ceil(Math.log10(maxMs));
  const lowest = Math.floor(Math.log10(Math.min(...seen, maxMs)));
  const low = Math.min(high - 1, Math.max(high - MAX_DECADES, lowest));
  const decades = high - low;
  const rowsPerDecade = ROWS_PER_DECADE[height][decades] ?? (height === 'high' ? 2 : 1);
  const lowMs = 10 ** low;
  const rows = Math.max(1, Math.ceil(logShare(maxMs, lowMs, 10 ** high) * decades * rowsPerDecade));
  const maxOf = (pick: (column: Column) => number): number => Math.max(0, ...columns.map(pick));
  return {
    ...{ lowMs, decades, rowsPerDecade, rows },
    maxPending: maxOf(({ pending }) => pending),
    maxStale: maxOf(({ staleReads }) => staleReads),
  };
}

function chart(run: Run, { columns, columnMs }: Columns, scale: Scale, { paint }: Screen): string {
  const { lowMs, rows, rowsPerDecade, maxPending, maxStale } = scale;
  const line = (label: string, edge: string, content: string): string =>
    `${paint.dim(`${label.padStart(LEFT - 2)} ${edge}`)}${content}`;
  const bars = Array.from({ length: rows }, (_, index) => {
    const row = rows - 1 - index;
    const decade = (row + 1) / rowsPerDecade;
    const painted = columns
      .map((column) => cellOf(column, row, scale))
      .join('')
      .replace(/░+|[^░ ]+/g, (cells) => (cells.startsWith('░') ? paint.dim(cells) : paint.cyan(cells)));
    // Where no power of ten is reached, the upper end tells what heights mean.
    const isMarked = Number.isInteger(decade) || (index === 0 && rows < rowsPerDecade);
    return isMarked ? line(formatDuration(lowMs * 10 ** decade), '┤', painted) : line('', '│', painted);
  });
  const counted = (label: string, values: readonly number[], max: number, sum: string): string[] =>
    max === 0 ? [] : [line(label, ' ', `${sparkline(values.map((value) => value / max))} ${paint.dim(sum)}`)];
  const pending = columns.map((column) => column.pending);
  const stale = columns.map(({ staleReads }) => staleReads);
  const { band, times } = timeAxis(run, columns.length, columnMs);
  return [
    ...bars,
    line(formatDuration(lowMs), '└', paintBand(band, paint)),
    line('', ' ', paint.dim(times)),
    ...counted('pending', pending, maxPending, `max ${Math.max(...pending)}`),
    ...counted('stale', stale, maxStale, staleText(run, stale)),
  ]
    .map((text) => text.trimEnd())
    .join('\n');
}

/** Drawn is what clients can prove, which may be less than the nodes counted, as the headline has it. */
function staleText({ staleReads }: Run, stale: readonly number[]): string {
  const drawn = stale.reduce((sum, count) => sum + count, 0);
  return staleReads === null || staleReads.count === drawn ? `all ${drawn}` : `${drawn} proven`;
}

/** The character of a column in a row; row 0 is the lowest. */
function cellOf({ medianMs, maxMs }: Column, row: number, scale: Scale): string {
  if (medianMs === null || maxMs === null) return ' ';
  const { lowMs, decades, rowsPerDecade } = scale;
  const reach = (ms: number): number =>
    logShare(ms, lowMs, lowMs * 10 ** decades) * decades * rowsPerDecade - row;
  // What is at the foot of the axis was measured all the same.
  const eighths = Math.max(row === 0 ? 1 : 0, Math.min(8, Math.round(reach(medianMs) * 8)));
  if (eighths > 0) return EIGHTHS[eighths] ?? ' ';
  return reach(maxMs) > LEAST_SHADE ? '░' : ' ';
}

/** The axis of time with the partitions and faults marked on it, and the times below. */
function timeAxis(
  { partitions, processes, timeline }: Run,
  columns: number,
  columnMs: number,
): { band: string; times: string } {
  const band = new Array<string>(columns).fill('─');
  const times = new Array<string>(columns + RIGHT).fill(' ');
  const columnAt = (atMs: number): number => Math.min(columns - 1, Math.round(atMs / columnMs));
  const note = (atMs: number, from: number): void => {
    const text = `${Number((atMs / 1000).toPrecision(2))} s`;
    // Not over what stands there, nor close to it.
    const isFree = times.slice(Math.max(0, from - 1), from + text.length + 1).every((one) => one === ' ');
    if (isFree && from + text.length <= times.length) times.splice(from, text.length, ...Array.from(text));
  };
  note(0, 0);
  note(timeline.stepMs * timeline.steps.length, columns);
  const windows = [
    ...partitions.map((one) => ({ ...one, names: [' partition ', ' cut '] })),
    ...(processes?.faults ?? []).map((one) => ({ ...one, names: [` ${one.node} down `, ` ${one.node} `] })),
  ];
  for (const { fromMs, toMs, names } of windows) {
    const from = columnAt(fromMs);
    const length = Math.max(1, columnAt(toMs) - from);
    const name = names.find((one) => one.length + 2 <= length) ?? '';
    const left = Math.floor((length - name.length) / 2);
    const mark = name.padStart(left + name.length, '━').padEnd(length, '━');
    band.splice(from, length, ...Array.from(mark));
    note(fromMs, from);
    note(toMs, from + length);
  }
  return { band: band.join(''), times: times.join('') };
}

function paintBand(band: string, paint: Screen['paint']): string {
  return band.replace(/─+|[^─]+/g, (part) => (part.startsWith('─') ? paint.dim(part) : paint.red(part)));
}
