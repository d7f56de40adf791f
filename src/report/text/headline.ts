/**
 * The answers, first of all, each workload's in its own terms: how long until all replicas agree, how many messages that took, how
 * often reads were stale; and for sets from outside, what Maelstrom would report of them.
 */

import { formatDuration, formatNumber, UNKNOWN } from '../words/format.ts';
import { convergenceOf } from '../words/known-convergence.ts';
import type { Screen } from './paint.ts';
import type { Summary } from '../../base/summary.ts';
import { probedNote, unmeasuredNote } from '../words/probed.ts';
import type { Run } from '../schema/run-schema.ts';
import type { Settings } from '../schema/settings-schema.ts';
import { renderTable } from './table.ts';
import { sideBySide } from './wrap.ts';

/** So long Maelstrom waits after the load, and counts messages meanwhile. */
const MAELSTROM_QUIET_MS = 10_000;

type Answer = readonly [label: string, of: (run: Run) => string];

/** Empty where nothing answers. */
export function headline(
  runs: readonly Run[],
  settings: Pick<Settings, 'workload' | 'quietMs'>,
  { paint, width }: Screen,
): string {
  const known = ANSWERS.filter(([, of]) => runs.some((run) => of(run) !== UNKNOWN));
  if (known.length === 0) return '';
  const table = sideBySide(runs, width, (part, room) => {
    const rows = known.map(([label, of]) => [label, ...part.map((run) => paint.bold(of(run)))]);
    return renderTable(['', ...part.map(({ scenario }) => scenario)], rows, paint, room);
  });
  return [table, ...notesOn(runs, settings).map((note) => `  ${paint.dim(note)}`)].join('\n');
}

const convergence = (pick: (summary: Summary) => number) => (run: Run) => {
  const known = convergenceOf(run);
  return known === null || known.isLoose ? UNKNOWN : formatDuration(pick(known.summary));
};
const stableLatency = (pick: (summary: Summary) => number) => (run: Run) =>
  run.broadcast === null || run.broadcast.stable === 0
    ? UNKNOWN
    : formatDuration(pick(run.broadcast.stableLatencyMs));

const ANSWERS: readonly Answer[] = [
  ['writes converged: half within', convergence(({ p50 }) => p50)],
  ['  99 % within', convergence(({ p99 }) => p99)],
  ['  the slowest within', convergence(({ max }) => max)],
  ['stable latency (Maelstrom): median', stableLatency(({ p50 }) => p50)],
  ['  99 %', stableLatency(({ p99 }) => p99)],
  ['  the longest', stableLatency(({ max }) => max)],
  ['messages per write', ({ messages }) => formatNumber(messages.perWrite, 'ratio')],
  [
    'messages per operation (Maelstrom)',
    ({ broadcast, messages }) =>
      broadcast === null ? UNKNOWN : formatNumber(messages.perOperation, 'ratio'),
  ],
  ['availability', ({ availability }) => formatNumber(availability?.share ?? null, 'share')],
  [
    'stale reads',
    // Where a read is of everything, one that is not stale is rare: from outside that says how often clients read.
    ({ staleReads, broadcast }) =>
      broadcast !== null && staleReads?.source === 'clients'
        ? UNKNOWN
        : formatNumber(staleReads?.share ?? null, 'share'),
  ],
];

/** What a figure does not say by itself, and why one is missing. */
function notesOn(runs: readonly Run[], settings: Pick<Settings, 'workload' | 'quietMs'>): string[] {
  const notes: string[] = [];
  if (runs.some(({ broadcast }) => broadcast !== null) && settings.quietMs < MAELSTROM_QUIET_MS)
    notes.push('Maelstrom counts the messages of 10 s of quiet after the load, too: --quiet 10s.');
  return [...notes, probedNote(runs) ?? [], unmeasuredNote(runs, settings) ?? []].flat();
}
