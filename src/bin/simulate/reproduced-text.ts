/** What was published beside what our replicas did, for a terminal. */

import type { Screen } from '../../report/text/paint.ts';
import { renderTable, type Row } from '../../report/text/table.ts';
import { wrapped } from '../../report/text/wrap.ts';
import type { Reproduced, ReproducedFigure, Reproduction } from '../../simulate/reproduce/reproduction.ts';

const DIGITS = 3;
const UNKNOWN = '-';

export const REPRODUCED_HEAD = ['', 'published', 'ours, 95 %', 'difference'];

export function reproducedText(
  { title, source, mapping, figures }: Reproduction,
  { figures: found, seed }: Reproduced,
  { paint, width }: Screen,
): string {
  const rows = Object.entries(figures).flatMap(([name, meaning]): Row[] => [
    { title: `${name}: ${meaning}` },
    ...found.filter(({ figure }) => figure === name).map(rowOf),
  ]);
  const { turns } = found[0] ?? { turns: 0 };
  return [
    paint.bold(title),
    ...[source, mapping].map((text) => wrapped(text, width, '')),
    renderTable(REPRODUCED_HEAD, rows, paint, width),
    paint.dim(`${turns} measurements of each case, from seed ${seed} on`),
  ].join('\n');
}

export function rowOf(figure: ReproducedFigure): string[] {
  const { published, mean, halfWidth } = figure;
  return [
    `  ${figure.case}`,
    published === null ? UNKNOWN : shown(published),
    Number.isFinite(mean) ? `${shown(mean)} ± ${shown(halfWidth)}` : UNKNOWN,
    differenceOf(figure),
  ];
}

/** Of ours over theirs, where it is more than chance; there is none where one of them is unknown. */
function differenceOf({ published, mean, halfWidth }: ReproducedFigure): string {
  if (published === null || !Number.isFinite(mean)) return UNKNOWN;
  if (Math.abs(mean - published) <= halfWidth) return 'none seen';
  if (published === 0) return `+${shown(mean)}`;
  const percent = 100 * (mean / published - 1);
  return `${percent > 0 ? '+' : '−'}${shown(Math.abs(percent), 2)} %`;
}

function shown(value: number, digits = DIGITS): string {
  if (value === Infinity) return '∞';
  return Number(value.toPrecision(digits)).toString();
}
