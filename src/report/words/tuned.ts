/** What `tune` found, in sentences: the same in a terminal and on the page. */

import { measureNamed, type Measure } from '../measures/measures.ts';
import type { TunedCandidate, TuneReport } from '../schema/tune-schema.ts';
import { formatDuration, formatNumber } from './format.ts';

/** The measures that matter to it, that to be minimized first. */
export function measuresOf({ minimize, targets }: TuneReport): Measure[] {
  const names = new Set([minimize, ...targets.map(({ measure }) => measure)]);
  return [...names].flatMap((name) => measureNamed(name) ?? []);
}

export function figureText({ unit }: Measure, value: number | undefined): string {
  if (value === undefined) return formatNumber(null, unit);
  return unit === 'ms' ? formatDuration(value) : formatNumber(value, unit);
}

/** `least messages per write with convergence.p99<2s` */
export function goalText({ minimize, targets }: TuneReport): string {
  const least = `least ${labelOf(minimize)}`;
  return targets.length === 0 ? least : `${least} with ${targets.map(({ text }) => text).join(' and ')}`;
}

function labelOf(name: string): string {
  return measureNamed(name)?.label.replace(/ \(.*\)$/, '') ?? name;
}

/** A sentence for each figure of the recommendation, with its margin. */
export function marginsOf(report: TuneReport, { figures, seeds }: TunedCandidate): string[] {
  return measuresOf(report).flatMap((measure) => {
    const spread = figures[measure.name];
    if (spread === undefined) return [];
    const text = (value: number): string => figureText(measure, value);
    const range = `${labelOf(measure.name)}: ${text(spread.median)} in the median, ${text(spread.min)} to ${text(spread.max)} over ${seeds} seeds`;
    const margins = report.targets
      .filter((target) => target.measure === measure.name)
      .map(({ bound, worse, text: typed }) => {
        const worst = worse === 'more' ? spread.max : spread.min;
        const spare = bound === 0 ? 0 : Math.abs(bound - worst) / bound;
        return `; ${typed} held with every seed, with ${(spare * 100).toFixed(0)} % to spare in the worst`;
      });
    return [`${range}${margins.join('')}`];
  });
}

/** How the next best compares, and whether that is sure. */
export function nextText({ candidate, costsMore, within, separated }: TuneReport['next'][number]): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const more = costsMore < 0 ? `−${percent(-costsMore)}` : `+${percent(costsMore)}`;
  const surely = separated ? '' : ': they cannot be told apart';
  return `${candidate.name}: ${more} ± ${percent(within)} (95 %, ${candidate.seeds} seeds)${surely}`;
}

/** Why there is no recommendation. */
export function noneText(report: TuneReport): string {
  return report.interrupted
    ? 'Interrupted before any setting had run with all seeds.'
    : `None of the ${report.candidates} sets of settings that were tried keeps ${report.targets.map(({ text }) => text).join(' and ') || 'its promises'} with every seed.`;
}
