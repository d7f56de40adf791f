/** The targets of an exercise: what is asked of a run, the figure that decides, what it means, and where to look next when it is missed. */

import type { Run } from '../../report/schema/run-schema.ts';
import { formatDuration, formatNumber, UNKNOWN } from '../../report/words/format.ts';

export interface Target {
  /** To be read after "passed" or "not passed". */
  readonly name: string;
  readonly meaning: string;
  /** Where to look when it is missed. */
  readonly next: string;
  /** Whether a machine that is too slow can make a node miss it. */
  readonly isTimed: boolean;
  measure(run: Run): Measured;
}

export interface Measured {
  readonly isMet: boolean;
  readonly figure: string;
}

/** Nothing is wrong with any answer, nor with what the nodes hold in the end. */
export function correct(next: string): Target {
  return {
    name: 'the workload is served correctly',
    meaning: "No rule of Maelstrom's checker is broken, and the cluster came to rest.",
    next,
    // A cluster has long enough to settle, on any machine.
    isTimed: false,
    measure: ({ problems, operations: { reads, writes } }) => ({
      isMet: problems.length === 0,
      figure:
        problems.length === 0
          ? `${formatNumber(reads.ok + writes.ok, 'count')} operations answered`
          : `${problems.length} ${problems.length === 1 ? 'finding' : 'findings'}`,
    }),
  };
}

/** Maelstrom's `--availability total`. */
export function available(next: string): Target {
  return {
    name: 'every operation succeeds',
    meaning: 'Total availability: a node answers in time and without an error, also while it is cut off.',
    next,
    isTimed: true,
    measure: ({ availability }) => ({
      // A node that the run had down cannot answer.
      isMet: availability?.failed === 0,
      figure: formatNumber(availability?.share ?? null, 'share'),
    }),
  };
}

/** A figure of a run; null: it is not known. */
export interface Figure {
  readonly name: string;
  readonly meaning: string;
  readonly of: (run: Run) => number | null;
  readonly show: (value: number) => string;
  readonly showLimit: (value: number) => string;
  readonly isTimed: boolean;
}

const latency = (name: string, pick: (of: NonNullable<Run['broadcast']>['stableLatencyMs']) => number) => ({
  name,
  meaning:
    'Stable latency: from the moment when a value was acknowledged until the last read that missed it. Clients look now and then, so it can be less than the time until every node had the value.',
  of: ({ broadcast }: Run) =>
    broadcast === null || broadcast.stable === 0 ? null : pick(broadcast.stableLatencyMs),
  ...{ show: formatDuration, showLimit: formatDuration, isTimed: true },
});

export const medianLatency: Figure = latency('median latency', ({ p50 }) => p50);
export const longestLatency: Figure = latency('longest latency', ({ max }) => max);
export const messagesPerOperation: Figure = {
  name: 'messages per operation',
  meaning:
    'All messages between nodes, also in the quiet after the load, over all operations, reads included.',
  of: ({ messages }) => messages.perOperation,
  show: (value) => formatNumber(value, 'ratio'),
  showLimit: String,
  isTimed: false,
};

/** A figure without a published limit: it is met, whatever it is. */
export function told(figure: Figure): Target {
  return {
    name: `${figure.name} (no limit is published)`,
    ...{ meaning: figure.meaning, next: '' },
    isTimed: false,
    measure: (run) => ({ isMet: true, figure: shown(figure, figure.of(run)) }),
  };
}

export function below(limit: number, figure: Figure, next: string): Target {
  return {
    name: `${figure.name} below ${figure.showLimit(limit)}`,
    ...{ meaning: figure.meaning, next },
    isTimed: figure.isTimed,
    measure(run) {
      const value = figure.of(run);
      return {
        isMet: value !== null && value < limit,
        figure: shown(figure, value),
      };
    },
  };
}

function shown({ show }: Figure, value: number | null): string {
  return value === null ? UNKNOWN : show(value);
}
