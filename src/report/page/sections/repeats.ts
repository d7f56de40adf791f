/** Every figure over all seeds: its median, and how far it went either way. */

import { measuresKnown, shareKnown, spreadIn } from '../../measures/groups.ts';
import { formatNumber, UNKNOWN } from '../../words/format.ts';
import { markup, type Html, NOTHING } from '../html/html.ts';
import { tableOf } from '../html/tables.ts';
import type { PageRun } from '../model.ts';
import { counted } from '../wording/words.ts';

/** Points with columns of their own. */
const MAX_POINTS = 24;

export function repeats(runs: readonly PageRun[]): Html {
  const shown = runs.slice(0, MAX_POINTS);
  const omitted = runs.length - shown.length;
  const known = measuresKnown(shown.map(({ all }) => all));
  const table = tableOf({
    caption: 'Figures over all seeds',
    head: ['figure', ...shown.flatMap(({ name }) => [`${name}: median`, 'range'])],
    rows: known.map(({ label, unit, of }) => [
      label,
      ...shown.flatMap(({ all }) => {
        const spread = spreadIn(all, of);
        if (spread === null) return [UNKNOWN, UNKNOWN];
        const { median, min, max } = spread;
        const few = shareKnown(all, of);
        const range = `${formatNumber(min, unit)} … ${formatNumber(max, unit)}`;
        return [formatNumber(median, unit), few === '' ? range : `${few}: ${range}`];
      }),
    ]),
  });
  const seeds = Math.max(...shown.map(({ all }) => all.length));
  return markup`<p>
      Each point ran ${counted(seeds, 'time')}, with a seed of its own each time. A figure of one run alone is one sample; the range
      says how far others may be from it.
    </p>
    ${table}
    ${omitted > 0 ? markup`<p class="note">and ${counted(omitted, 'more point')} in report.json</p>` : NOTHING}`;
}
