/** A run's timeline, put together into as many columns as a chart has room for. */

import type { Timeline } from '../schema/course-schema.ts';

type Step = Timeline['steps'][number];

export interface Column {
  /** Of the writes accepted in it; null where there are none. */
  readonly medianMs: number | null;
  readonly maxMs: number | null;
  /** The most that were pending at the end of one of its steps. */
  readonly pending: number;
  readonly staleReads: number;
}

export interface Columns {
  readonly columnMs: number;
  readonly columns: readonly Column[];
}

/** Each column has the same number of steps, the last perhaps fewer. */
export function columnsOf({ stepMs, steps }: Timeline, room: number): Columns {
  const perColumn = Math.max(1, Math.ceil(steps.length / room));
  const columns = Array.from({ length: Math.ceil(steps.length / perColumn) }, (_, index) =>
    columnOf(steps.slice(index * perColumn, (index + 1) * perColumn)),
  );
  return { columnMs: stepMs * perColumn, columns };
}

function columnOf(steps: readonly Step[]): Column {
  const known = steps.filter(({ converged }) => converged > 0);
  return {
    medianMs: medianOf(known),
    maxMs: known.length === 0 ? null : Math.max(...known.map(({ maxMs }) => maxMs ?? 0)),
    pending: Math.max(...steps.map(({ pending }) => pending ?? 0)),
    staleReads: steps.reduce((sum, { staleReads }) => sum + (staleReads ?? 0), 0),
  };
}

/** The median of the steps' medians, each as often as the step has writes: that of one step is exact. */
function medianOf(steps: readonly Step[]): number | null {
  const half = steps.reduce((sum, { converged }) => sum + converged, 0) / 2;
  const ascending = steps.toSorted((a, b) => (a.p50Ms ?? 0) - (b.p50Ms ?? 0));
  let passed = 0;
  return ascending.find(({ converged }) => (passed += converged) >= half)?.p50Ms ?? null;
}
