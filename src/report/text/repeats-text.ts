/** Repeated runs as a table: the median of each figure over all seeds, and its range. */

import { measuresKnown, shareKnown, spreadIn, type RunGroup } from '../measures/groups.ts';
import { formatNumber, UNKNOWN } from '../words/format.ts';
import type { Screen } from './paint.ts';
import { renderTable } from './table.ts';
import { sideBySide } from './wrap.ts';

/** Empty where every run is the only one of its kind. @param names of the groups */
export function repeatsTable(
  groups: readonly RunGroup[],
  names: readonly string[],
  { paint, width }: Screen,
): string {
  if (groups.every(({ runs }) => runs.length === 1)) return '';
  const named = groups.map((group, index) => ({ group, name: names[index] ?? '' }));
  const known = measuresKnown(groups.map(({ runs }) => runs));
  return sideBySide(named, width, (part, room) => {
    const rows = known.map(({ label, unit, of }) => [
      `  ${label}`,
      ...part.flatMap(({ group }) => {
        const spread = spreadIn(group.runs, of);
        if (spread === null) return [UNKNOWN, ''];
        const { median, min, max } = spread;
        const few = shareKnown(group.runs, of);
        const range = `${formatNumber(min, unit)} … ${formatNumber(max, unit)}`;
        return [formatNumber(median, unit), paint.dim(few === '' ? range : `${few}: ${range}`)];
      }),
    ]);
    const seeds = Math.max(...part.map(({ group }) => group.runs.length));
    const head = [`median of ${seeds} seeds`, ...part.flatMap(({ name }) => [name, 'range'])];
    return renderTable(head, rows, paint, room);
  });
}
