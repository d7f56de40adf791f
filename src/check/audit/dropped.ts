/**
 * What fell off a bound, and what that does to figures: the one table of it. A difference between what is reported and what is
 * true is accepted only where something that fell off explains that very figure in that direction.
 *
 * Begin with `EFFECTS`. Its keys are the `what` of `gossip_dropped_total`; the bench's own bounds stand in `OWN_EFFECTS`, and what clocks do in `CLOCK_EFFECTS`.
 */

import type { Droppable } from '../../core/events.ts';

/** Figures that something can change which fell off a bound. */
export const FIGURES = {
  convergence: 'convergence times',
  stale_reads: 'stale reads',
  age: 'age of stale reads',
  depth: 'depth of stale reads',
  observed_convergence: 'convergence times as observed',
  observed_writes: 'writes as observed',
} as const;
export type Figure = keyof typeof FIGURES;

/** The true figure is at most, or at least, what stands in the report. */
export type TrueIs = 'at_most' | 'at_least';

export interface Effect {
  readonly figure: Figure;
  readonly trueIs: TrueIs;
}

interface Fallen {
  /** In plain words, after a count. */
  readonly words: string;
  /** Empty: it costs messages or time, and changes no figure. */
  readonly effects: readonly Effect[];
}

const LATE_DATES: readonly Effect[] = [{ figure: 'convergence', trueIs: 'at_most' }];
const READS_MISSED: readonly Effect[] = [
  { figure: 'stale_reads', trueIs: 'at_least' },
  { figure: 'age', trueIs: 'at_least' },
  { figure: 'depth', trueIs: 'at_least' },
];

export const EFFECTS: Readonly<Record<Droppable, Fallen>> = {
  log_entries: { words: 'entries of the log', effects: [] },
  gap_entries: {
    words: 'writes beyond a gap, which come again, and are then missed twice',
    effects: [{ figure: 'depth', trueIs: 'at_most' }],
  },
  pending_writes: {
    words: 'writes that were pending when a node found its clock wrong: nobody reports on them',
    effects: [],
  },
  apply_times: { words: 'writes whose time is only known at most', effects: LATE_DATES },
  key_history: { words: 'earlier versions of keys', effects: LATE_DATES },
  undecided_reads: {
    words: 'reads that may have missed a write of which only the run is known',
    effects: READS_MISSED,
  },
  read_log: { words: 'reads closed before all was known', effects: READS_MISSED },
  outbox_entries: { words: 'entries of the next message', effects: [] },
  owed_acks: { words: 'acknowledgements, to be asked for again', effects: [] },
  hot_rumors: { words: 'hot rumors', effects: [] },
  announcements: { words: 'announcements', effects: [] },
  spans: { words: 'spans: traces are missing', effects: [] },
};

/** What falls off bounds of the bench. */
export const OWN_EFFECTS = {
  wire_steps: {
    words: 'writes that the wire dates too late',
    effects: [{ figure: 'observed_convergence', trueIs: 'at_most' }],
  },
  wire_writes: {
    words: 'writes that the wire does not follow',
    effects: [
      { figure: 'observed_writes', trueIs: 'at_least' },
      { figure: 'observed_convergence', trueIs: 'at_most' },
      { figure: 'observed_convergence', trueIs: 'at_least' },
    ],
  },
} as const satisfies Record<string, Fallen>;

/** What the simulator sees clocks do: they, too, may be off by so much and no more. */
const CLOCK_EFFECTS: Readonly<Record<string, Fallen>> = {
  clocks_apart: {
    words: 'times that a clock was found further off than --max-clock-ahead, or went back',
    effects: (['convergence', 'stale_reads', 'age', 'depth'] as const).flatMap((figure) => [
      { figure, trueIs: 'at_most' as const },
      { figure, trueIs: 'at_least' as const },
    ]),
  },
};

/** By what it was: how many fell off. */
export type Dropped = ReadonlyMap<string, number>;

const TABLE: ReadonlyMap<string, Fallen> = new Map<string, Fallen>([
  ...Object.entries(EFFECTS),
  ...Object.entries(OWN_EFFECTS),
  ...Object.entries(CLOCK_EFFECTS),
]);

/** A node of another version may drop what has no entry: it explains nothing. */
export function fallenOf(what: string): Fallen {
  return TABLE.get(what) ?? { words: what, effects: [] };
}

/** What of it makes the true figure differ from the reported one in this direction. */
export function explainedBy(dropped: Dropped, figure: Figure, trueIs: TrueIs): string[] {
  return [...dropped].flatMap(([what, count]) => {
    const { effects } = fallenOf(what);
    const explains = effects.some((effect) => effect.figure === figure && effect.trueIs === trueIs);
    return count > 0 && explains ? [what] : [];
  });
}
