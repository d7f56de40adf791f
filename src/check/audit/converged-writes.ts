/** The writes that have reached every node, as the wire showed it: when each was accepted, and how long it took. */

import { summarize, type Summary } from '../../base/summary.ts';
import type { EndedLives } from './ended-lives.ts';
import { convergenceOf, type OpenWrite } from './slowest-writes.ts';

/** Of the writes whose origin has not lost its memory: those on which a node can report. */
export interface Reportable {
  /** Where a node was reached twice, with the first time, and with the second: its origin may have heard of either. */
  readonly leastMs: Summary;
  readonly mostMs: Summary;
  /** Those of `mostMs`, ascending. */
  readonly sortedMs: Float64Array;
  /** So few deliveries made half of them converge. */
  readonly halfByDeliveries: number;
}

export class ConvergedWrites {
  readonly acceptedAtMs: number[] = [];
  /** Of the same writes, in the same order: that of their convergence. */
  readonly convergenceMs: number[] = [];
  readonly #origins: string[] = [];
  /** By place in these lists: the convergence with the first time at nodes that were reached twice. */
  readonly #firstMs = new Map<number, number>();

  get count(): number {
    return this.convergenceMs.length;
  }

  /** @returns its place in the lists */
  add(write: OpenWrite): number {
    const place = this.count;
    if (write.firstHeldAtMs < write.lastHeldAtMs)
      this.#firstMs.set(place, write.firstHeldAtMs - write.acceptedAtMs);
    this.#origins.push(write.version.origin);
    this.acceptedAtMs.push(write.acceptedAtMs);
    this.convergenceMs.push(convergenceOf(write));
    return place;
  }

  clear(): void {
    for (const list of [this.acceptedAtMs, this.convergenceMs, this.#origins]) list.length = 0;
    this.#firstMs.clear();
  }

  /** Of those that their origin can still report on: at least and at most, where a node had to be reached twice. */
  reportable(ended: EndedLives): Reportable {
    const places = [...this.convergenceMs.keys()].filter(
      (place) => !ended.isEnded(this.#origins[place] ?? ''),
    );
    const seenMs = (place: number): number => this.convergenceMs[place] ?? 0;
    const most = places.map((place) => ended.againMs.get(place) ?? seenMs(place));
    const least = places.map((place) => this.#firstMs.get(place) ?? seenMs(place));
    const endedAtMs = places.map((place, i) => (this.acceptedAtMs[place] ?? 0) + (most[i] ?? 0));
    return {
      ...{ leastMs: summarize(least), mostMs: summarize(most) },
      sortedMs: Float64Array.from(most).sort(),
      halfByDeliveries: momentsOfHalf(endedAtMs),
    };
  }
}

/** How many moments it takes until half of all have ended, beginning with those at which the most did. */
function momentsOfHalf(endedAtMs: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const atMs of endedAtMs) {
    // What a sum of times rounds differently is the same moment.
    const atUs = Math.round(atMs * 1000);
    counts.set(atUs, (counts.get(atUs) ?? 0) + 1);
  }
  let missing = endedAtMs.length / 2;
  let moments = 0;
  for (const count of [...counts.values()].sort((a, b) => b - a)) {
    if (missing <= 0) break;
    missing -= count;
    moments++;
  }
  return moments;
}
