/** The three answers, first of all: how long until all replicas agree, how many messages that took, how often reads were stale. */

import { formatDuration, formatNumber, UNKNOWN } from '../words/format.ts';
import { convergenceOf } from '../words/known-convergence.ts';
import type { Screen } from './paint.ts';
import type { Summary } from '../../base/summary.ts';
import type { Run } from '../schema/run-schema.ts';
import { renderTable } from './table.ts';
import { sideBySide } from './wrap.ts';

/** Empty where nothing answers. */
export function headline(runs: readonly Run[], { paint, width }: Screen): string {
  const time = (pick: (summary: Summary) => number) => (run: Run) => {
    const known = convergenceOf(run);
    return known === null ? UNKNOWN : formatDuration(pick(known.summary));
  };
  const answers: readonly (readonly [string, (run: Run) => string])[] = [
    ['writes converged: half within', time(({ p50 }) => p50)],
    ['  99 % within', time(({ p99 }) => p99)],
    ['  the slowest within', time(({ max }) => max)],
    ['messages per write', ({ messages }) => formatNumber(messages.perWrite, 'ratio')],
    [
      'availability',
      ({ availability: known }) => (known === undefined ? UNKNOWN : formatNumber(known.share, 'share')),
    ],
    ['stale reads', ({ staleReads }) => formatNumber(staleReads?.share ?? null, 'share')],
  ];
  const known = answers.filter(([, of]) => runs.some((run) => of(run) !== UNKNOWN));
  if (known.length === 0) return '';
  return sideBySide(runs, width, (part, room) => {
    const rows = known.map(([label, of]) => [label, ...part.map((run) => paint.bold(of(run)))]);
    return renderTable(['', ...part.map(({ scenario }) => scenario)], rows, paint, room);
  });
}
