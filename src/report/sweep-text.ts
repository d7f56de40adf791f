/** A sweep for people: one table with a row for each value, and one chart of what it costs and what it gives. */

import { busiestShare } from './figures.ts';
import { formatNumber, type Unit } from './format.ts';
import type { Screen } from './paint.ts';
import type { Run } from './run-schema.ts';
import { renderTable } from './table.ts';
import { sideBySide } from './wrap.ts';

interface Column {
  readonly label: string;
  readonly unit: Unit;
  readonly of: (run: Run) => number | null;
}

const COLUMNS: readonly Column[] = [
  { label: 'messages/write', unit: 'ratio', of: (run) => run.messages.perWrite },
  { label: 'messages/operation', unit: 'ratio', of: (run) => run.messages.perOperation },
  { label: 'bytes/write', unit: 'bytes', of: (run) => run.messages.bytesPerWrite },
  { label: 'redundancy', unit: 'ratio', of: (run) => run.redundancy?.ratio ?? null },
  { label: 'convergence p50', unit: 'ms', of: (run) => run.observedConvergenceMs?.p50 ?? null },
  { label: 'p99', unit: 'ms', of: (run) => run.observedConvergenceMs?.p99 ?? null },
  { label: 'max (ms)', unit: 'ms', of: (run) => run.observedConvergenceMs?.max ?? null },
  { label: 'stale reads', unit: 'share', of: (run) => run.staleReads?.share ?? null },
  { label: 'busiest node', unit: 'share', of: busiestShare },
];

/** What the chart shows, each on a scale of its own. */
const BARS: readonly Column[] = [
  { label: 'messages per write', unit: 'ratio', of: (run) => run.messages.perWrite },
  { label: 'convergence p50 (ms)', unit: 'ms', of: (run) => run.observedConvergenceMs?.p50 ?? null },
];

const BAR_CELLS = 40;
/** What stands around a bar: margins, and the longest value. */
const VALUE_CELLS = 14;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Runs that differ in one setting. */
export interface Sweep {
  /** The setting's flag. */
  readonly flag: string;
  /** As they would be typed; the runs are those of the first value, each scenario in turn, then of the second, and so on. */
  readonly values: readonly string[];
}

export function renderSweep(runs: readonly Run[], { flag, values }: Sweep, screen: Screen): string {
  const perPoint = Math.max(1, Math.ceil(runs.length / values.length));
  const named = runs.map((run, index) => {
    const value = values[Math.floor(index / perPoint)] ?? '';
    return { run, name: perPoint > 1 ? `${value} ${run.scenario}` : value };
  });
  const { paint, width } = screen;
  const table = sideBySide(COLUMNS, width, (columns) => {
    const rows = named.map(({ run, name }) => [
      `  ${name}`,
      ...columns.map(({ unit, of }) => formatNumber(of(run), unit)),
    ]);
    return renderTable([flag, ...columns.map(({ label }) => label)], rows, paint);
  });
  return [table, ...BARS.map((bar) => renderChart(bar, named, screen))].join('\n\n');
}

function renderChart(
  { label, unit, of }: Column,
  named: readonly { readonly run: Run; readonly name: string }[],
  { paint, width }: Screen,
): string {
  const most = Math.max(...named.map(({ run }) => of(run) ?? 0));
  const longest = Math.max(...named.map(({ name }) => name.length));
  const cells = Math.max(1, Math.min(BAR_CELLS, width - longest - VALUE_CELLS));
  const lines = named.map(({ run, name }) => {
    const value = of(run);
    return `  ${name.padEnd(longest)} ${paint.dim('│')}${barOf(most === 0 ? 0 : (value ?? 0) / most, cells)} ${formatNumber(value, unit)}`;
  });
  return [paint.bold(label), ...lines].join('\n');
}

/** @param share of the full width */
function barOf(share: number, cells: number): string {
  const eighths = Math.round(share * cells * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
