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
        return `; ${typed} held with every seed, with ${spareText(bound, worst)} to spare in the worst`;
      });
    return [`${range}${margins.join('')}`];
  });
}

/** All of a bound is to spare only where the figure is 0. */
function spareText(bound: number, worst: number): string {
  const spare = bound === 0 ? 0 : Math.abs(bound - worst) / bound;
  const percent = (spare * 100).toFixed(0);
  if (percent === '100' && spare < 1) return 'more than 99 %';
  return `${percent} %`;
}

/** How the next best compares, and whether that is sure. */
export function nextText({ candidate, costsMore, within, separated }: TuneReport['next'][number]): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const more = costsMore < 0 ? `−${percent(-costsMore)}` : `+${percent(costsMore)}`;
  const surely = separated ? '' : ': they cannot be told apart';
  return `${candidate.name}: ${more} ± ${percent(within)} (95 %, ${candidate.seeds} seeds)${surely}`;
}

/** What has to happen in a run for its figures to exist, by their family. */
const NEEDS: Readonly<Record<string, string>> = {
  cut: 'a cut that heals (--scenario partition)',
  stale: 'reads that can be judged',
  read: 'reads',
};

/** Why there is no recommendation. */
export function noneText({ interrupted, unmeasured, candidates, targets }: TuneReport): string {
  if (interrupted) return 'Interrupted before any setting had run with all seeds.';
  const [name] = unmeasured;
  if (name !== undefined) {
    const needs = NEEDS[name.split('.')[0] ?? ''] ?? 'writes that converge';
    return `No run had a figure for ${name}, so nothing can be said of it: it needs ${needs}.`;
  }
  const kept = targets.map(({ text }) => text).join(' and ') || 'its promises';
  return candidates === 1
    ? `The one set of settings that was tried does not keep ${kept} with every seed.`
    : `None of the ${candidates} sets of settings that were tried keeps ${kept} with every seed.`;
}
