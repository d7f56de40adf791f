/**
 * What one would post of a report: the answers, and a low chart for each of two runs. With what stands around it, at most 40 lines of 80
 * columns for the bench's defaults. The tables are in the full text (`--full`) and on the page.
 */

import type { Run } from '../schema/run-schema.ts';
import type { Settings } from '../schema/settings-schema.ts';
import { courseCharts, legend } from './course-chart.ts';
import { describeRunShortly } from './describe-run.ts';
import { headline } from './headline.ts';
import type { Screen } from './paint.ts';
import { widthOf } from './wrap.ts';

/** Charts of more runs than this fill more than a screen. */
const MAX_CHARTS = 2;
/** Between a title and the legend beside it. */
const MAX_GAP = 6;

export function summaryParts(
  {
    runs,
    settings,
  }: { readonly runs: readonly Run[]; readonly settings: Pick<Settings, 'workload' | 'quietMs'> },
  screen: Screen,
): string[] {
  const titles = runs.map((run) => describeRunShortly(run, screen));
  const [first = '', ...others] = titles;
  if (runs.length > MAX_CHARTS) return withoutEmpty([headline(runs, settings, screen), titles.join('\n')]);
  const isLow = runs.length > 1;
  const charts = courseCharts(runs, screen, isLow ? 'low' : 'high');
  const isDrawn = charts.some((chart) => chart !== '');
  const explained = isLow && isDrawn ? withLegend(first, screen) : first;
  const courses = [explained, ...others].map((title, index) => `${title}\n${charts[index] ?? ''}`.trimEnd());
  return withoutEmpty([headline(runs, settings, screen), ...courses]);
}

/** At the right end of the first line, if there is room. */
function withLegend(title: string, screen: Screen): string {
  const explains = legend(screen);
  const gap = screen.width - widthOf(title) - widthOf(explains);
  return gap < 2 ? `${title}\n${explains}` : `${title}${' '.repeat(Math.min(gap, MAX_GAP))}${explains}`;
}

function withoutEmpty(parts: readonly string[]): string[] {
  return parts.filter((part) => part !== '');
}
