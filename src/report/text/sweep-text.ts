/** A sweep for people: one table with a row for each value, and one chart of what it costs and what it gives. */

import { cutsOf } from '../words/cuts.ts';
import { busiestShare } from '../words/figures.ts';
import { formatNumber, type Unit } from '../words/format.ts';
import { medianIn, type RunGroup } from '../measures/groups.ts';
import { convergenceOf } from '../words/known-convergence.ts';
import type { Screen } from './paint.ts';
import type { Run } from '../schema/run-schema.ts';
import { renderTable } from './table.ts';
import { sideBySide } from './wrap.ts';

interface Named {
  readonly group: RunGroup;
  /** Unlike that of any other run. */
  readonly name: string;
}

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
  { label: 'convergence p50', unit: 'ms', of: (run) => convergenceOf(run)?.summary.p50 ?? null },
  { label: 'p99', unit: 'ms', of: (run) => convergenceOf(run)?.summary.p99 ?? null },
  { label: 'max (ms)', unit: 'ms', of: (run) => convergenceOf(run)?.summary.max ?? null },
  { label: 'stale reads', unit: 'share', of: (run) => run.staleReads?.share ?? null },
  { label: 'busiest node', unit: 'share', of: busiestShare },
];

/** What the chart shows, each on a scale of its own. */
const BARS: readonly Column[] = [
  { label: 'messages per write', unit: 'ratio', of: (run) => run.messages.perWrite },
  { label: 'convergence p50 (ms)', unit: 'ms', of: (run) => convergenceOf(run)?.summary.p50 ?? null },
];

const BAR_CELLS = 40;
/** Where a bar would have less room beside its name, it stands below. */
const MIN_BAR_CELLS = 8;
/** What stands around a bar: margins, and the longest value. */
const VALUE_CELLS = 14;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Medians, where a point ran with several seeds. @param names of the groups */
export function renderSweep(groups: readonly RunGroup[], names: readonly string[], screen: Screen): string {
  const named = groups.map((group, index) => ({ group, name: names[index] ?? '' }));
  const { paint, width } = screen;
  const table = sideBySide(COLUMNS, width, (columns, room) => {
    const rows = named.map(({ group, name }) => [
      `  ${name}`,
      ...columns.map(({ unit, of }) => formatNumber(medianIn(group.runs, of), unit)),
    ]);
    return renderTable(['', ...columns.map(({ label }) => label)], rows, paint, room);
  });
  return [table, cutsIn(named), ...BARS.map((bar) => renderChart(bar, named, screen))]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A line for each scenario that cut the network; for each run, where they were cut differently. */
function cutsIn(named: readonly Named[]): string {
  const scenarios = [...new Set(named.map(({ group }) => group.middle.scenario))];
  return scenarios
    .flatMap((scenario) => {
      const cut = named
        .map(({ group: { middle }, name }) => ({ middle, name }))
        .filter(({ middle }) => middle.scenario === scenario && middle.partitions.length > 0)
        .map(({ middle, name }) => ({ name, text: cutsOf(middle).join('; ') }));
      const [first, ...others] = new Set(cut.map(({ text }) => text));
      return others.length > 0
        ? cut.map(({ name, text }) => `${name}: ${text}`)
        : first === undefined
          ? []
          : [`${scenario}: ${first}`];
    })
    .join('\n');
}

function renderChart({ label, unit, of }: Column, named: readonly Named[], { paint, width }: Screen): string {
  const most = Math.max(...named.map(({ group }) => medianIn(group.runs, of) ?? 0));
  const longest = Math.max(...named.map(({ name }) => name.length));
  const isBeside = width - longest - VALUE_CELLS >= MIN_BAR_CELLS;
  const room = width - VALUE_CELLS - (isBeside ? longest : 0);
  const cells = Math.max(1, Math.min(BAR_CELLS, room));
  const lines = named.map(({ group, name }) => {
    const value = medianIn(group.runs, of);
    const bar = value === null ? ' ' : `${paint.dim('│')}${barOf(most === 0 ? 0 : value / most, cells)}`;
    return `  ${isBeside ? name.padEnd(longest) : `${name}\n `} ${bar} ${formatNumber(value, unit)}`;
  });
  return [paint.bold(label), ...lines].join('\n');
}

/** @param share of the full width */
function barOf(share: number, cells: number): string {
  const eighths = Math.round(share * cells * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
