/** What was seen at one replica: counted as it comes, so that a run of hours takes no more memory than its writes do. */

import { summarize, type Summary } from '../../base/summary.ts';
import { binEdges, type VisibilityBin } from '../reads/visibility.ts';
import type { TimeBounds } from '../../base/time-bounds.ts';
import type { JudgedRead } from './watched-key.ts';

/** When writes were acknowledged, and when each was visible: lists of one order. */
export class VisibleTimes {
  readonly ackedAtMs: number[] = [];
  readonly atMostMs: number[] = [];
  readonly resolutionMs: number[] = [];

  add(ackedAtMs: number, { atLeastMs, atMostMs }: TimeBounds): void {
    this.ackedAtMs.push(ackedAtMs);
    this.atMostMs.push(atMostMs);
    this.resolutionMs.push(atMostMs - atLeastMs);
  }

  /** When the writes were visible, at most, and how much sooner that may have been. */
  summary(): { visibleMs: Summary; resolutionMs: Summary } {
    return { visibleMs: summarize(this.atMostMs), resolutionMs: summarize(this.resolutionMs) };
  }
}

/** Reads are counted over time in steps of this length; a report joins several. */
export const STEP_MS = 100;
/** The times of t-visibility that are told apart. */
const EDGES = binEdges(1e8);

export class ReplicaRecord {
  reads = 0;
  /** Reads that showed an earlier write than one before them. */
  wentBack = 0;
  readonly staleAgeMs: number[] = [];
  readonly staleDepth: number[] = [];
  readonly latencyMs: number[] = [];
  readonly visible = new VisibleTimes();
  /** By the name of the error. */
  readonly errors = new Map<string, number>();
  /** Over time, by steps since the start. */
  readonly readsAt: number[] = [];
  readonly staleAt: number[] = [];
  readonly errorsAt: number[] = [];
  readonly #startMs: number;
  readonly #bins = EDGES.map(() => ({ reads: 0, stale: 0 }));

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  read({ beganAtMs, endedAtMs, sinceAckMs, depth, ageMs, wentBack }: JudgedRead): void {
    this.reads++;
    this.latencyMs.push(endedAtMs - beganAtMs);
    if (wentBack) this.wentBack++;
    this.#count(this.readsAt, beganAtMs);
    const isStale = depth > 0;
    if (isStale) {
      this.staleAgeMs.push(ageMs);
      this.staleDepth.push(depth);
      this.#count(this.staleAt, beganAtMs);
    }
    const bin = sinceAckMs === undefined ? undefined : this.#bins[binAt(sinceAckMs)];
    if (bin === undefined) return;
    bin.reads++;
    if (isStale) bin.stale++;
  }

  failed(error: string, atMs: number): void {
    this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
    this.#count(this.errorsAt, atMs);
  }

  /** t-visibility: up to the longest time that was seen. */
  visibility(): VisibilityBin[] {
    const last = this.#bins.findLastIndex(({ reads }) => reads > 0);
    return this.#bins.slice(0, last + 1).map(({ reads, stale }, index) => {
      const [fromMs = 0, toMs = 0] = EDGES[index] ?? [];
      return { fromMs, toMs, reads, stale };
    });
  }

  #count(steps: number[], atMs: number): void {
    const step = Math.max(0, Math.floor((atMs - this.#startMs) / STEP_MS));
    while (steps.length <= step) steps.push(0);
    steps[step] = (steps[step] ?? 0) + 1;
  }
}

function binAt(sinceMs: number): number {
  return EDGES.findIndex(([, toMs]) => sinceMs < toMs);
}
