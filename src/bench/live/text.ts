/** What a person sees while the bench runs, as text: lines whose parts stay where they are while the numbers change. */

import type { BenchPhase } from '../../observe/metrics/bench-metrics.ts';
import { formatDuration, formatNumber, UNKNOWN } from '../../report/words/format.ts';
import type { Screen } from '../../report/text/paint.ts';
import { logShare, sparkline } from '../../report/text/sparkline.ts';
import { cut } from '../../report/text/wrap.ts';
import type { Span } from './history.ts';

export interface LiveState {
  readonly title: string;
  readonly phase: BenchPhase;
  /** Of the load, how much is over; undefined: it has no end. */
  readonly share: number | undefined;
  readonly leftMs: number;
  /** When the network is cut, as shares of the load. */
  readonly windows: readonly { readonly from: number; readonly to: number }[];
  /** Who is cut off from whom now; undefined: the network is whole. */
  readonly partition: string | undefined;
  readonly operations: number;
  readonly pending: number;
  readonly messagesPerWrite: number | null;
  /** Null where the nodes do not report them. */
  readonly staleReads: number | null;
  /** The latest last. */
  readonly spans: readonly Span[];
}

const PHASES: Readonly<Record<BenchPhase, string>> = {
  start: 'starting nodes',
  load: 'load',
  settle: 'settling',
  check: 'checking',
  stop: 'stopping nodes',
  done: 'done',
};

const NAME_CELLS = 10;
const STATUS_CELLS = 16;
const VALUE_CELLS = 8;
const MAX_BAR = 60;
const MIN_BAR = 5;
/** The history's scale begins here. */
const LOW_MS = 1;

export function liveText(state: LiveState, screen: Screen): string {
  const { width } = screen;
  const lines = [progressLine(state, screen), ...figures(state, width), ...history(state, screen)];
  return lines.map((line) => cut(line.trimEnd(), width).split('\n', 1).join()).join('\n');
}

function progressLine({ title, phase, share, leftMs, windows }: LiveState, { paint, width }: Screen): string {
  const room = width - STATUS_CELLS - 4;
  const name = shortened(title, Math.max(NAME_CELLS, room - MIN_BAR)).padEnd(NAME_CELLS);
  const status =
    phase === 'load' && share !== undefined ? `load, ${Math.ceil(leftMs / 1000)} s left` : PHASES[phase];
  if (share === undefined) return `${paint.bold(name)} ${status}`;
  const cells = Math.max(1, Math.min(MAX_BAR, room - name.length));
  const bar = Array.from({ length: cells }, (_, cell) => {
    const at = (cell + 0.5) / cells;
    const isDone = at <= share;
    const isCut = windows.some(({ from, to }) => at >= from && at < to);
    if (isCut) return isDone ? paint.red('▓') : paint.red(paint.dim('░'));
    return isDone ? paint.cyan('━') : paint.dim('─');
  });
  return `${paint.bold(name)} ${bar.join('')} ${status}`;
}

/** On one line, or two, or four. */
function figures({ operations, pending, messagesPerWrite, staleReads }: LiveState, width: number): string[] {
  const all = [
    ['operations', formatNumber(operations, 'count')],
    ['writes pending', formatNumber(pending, 'count')],
    ['messages per write', formatNumber(messagesPerWrite, 'ratio')],
    ['stale reads', formatNumber(staleReads, 'count')],
  ].map(([label = '', value = '']) => ({ label, value: value.padStart(VALUE_CELLS) }));
  const line = all.map(({ label, value }) => `${value} ${label}`).join('  ');
  if (line.length < width) return [line];
  const longest = Math.max(...all.map(({ label }) => label.length));
  const cells = all.map(({ label, value }) => `${value} ${label.padEnd(longest)}`);
  const pairs = [cells.slice(0, 2).join(' ').trimEnd(), cells.slice(2).join(' ').trimEnd()];
  return pairs.every((pair) => pair.length <= width) ? pairs : cells;
}

/** Each span of time is one character: how long the writes took that converged in it, and whether the network was cut. */
function history({ spans, partition }: LiveState, { paint, width }: Screen): string[] {
  const room = Math.max(1, Math.min(MAX_BAR, width - NAME_CELLS - VALUE_CELLS - 3));
  const shown = spans.slice(-room);
  // In powers of ten, so that it does not change all the time.
  const high = 10 ** Math.ceil(Math.log10(Math.max(10 * LOW_MS, ...shown.map(({ maxMs }) => maxMs ?? 0))));
  const row = (name: string, pick: (span: Span) => number | null): string => {
    const values = shown.map(pick);
    const latest = values.findLast((value) => value !== null) ?? null;
    const value = latest === null ? UNKNOWN : formatDuration(latest);
    const shares = values.map((one) => (one === null ? null : Math.max(0.01, logShare(one, LOW_MS, high))));
    return `${name.padEnd(NAME_CELLS)} ${value.padStart(VALUE_CELLS)} ${paint.cyan(sparkline(shares))}`;
  };
  const network = shown.map(({ isCut }) => (isCut ? paint.red('━') : paint.dim('─'))).join('');
  return [
    row('slowest', ({ maxMs }) => maxMs),
    row('median', ({ medianMs }) => medianMs),
    `${'network'.padEnd(NAME_CELLS)} ${(partition === undefined ? 'whole' : 'cut').padStart(VALUE_CELLS)} ${network}`,
    `${' '.repeat(NAME_CELLS)} ${paint.red(shortened(partition ?? '', width - NAME_CELLS - 1))}`,
  ];
}

function shortened(text: string, cells: number): string {
  return text.length <= cells ? text : `${text.slice(0, Math.max(0, cells - 1))}…`;
}
