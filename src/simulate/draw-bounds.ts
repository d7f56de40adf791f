/**
 * Bounds drawn small, so that a cluster of a few nodes and a hundred writes hits them (FoundationDB calls it buggification):
 * safety and liveness must never depend on one.
 */

import type { Prng } from '../base/prng.ts';
import type { BoundName, Bounds } from '../core/bounds.ts';

/** Of HyParView's views (draw-overlay.ts). */
export const VIEW_BOUNDS = [
  'passiveView',
  'activeWalk',
  'passiveWalk',
  'shuffledActive',
  'shuffledPassive',
] as const;

/** Of the failure detector (draw-detector.ts). */
export const PROBE_BOUNDS = ['probeBeliefs', 'relayedProbes'] as const;

/** Those of deletes and retries are drawn with the deletes (draw-deletes.ts). */
type Drawn = Exclude<
  BoundName,
  | 'messageAgeMs'
  | 'idempotencyKeys'
  | 'idempotencyMs'
  | (typeof VIEW_BOUNDS)[number]
  | (typeof PROBE_BOUNDS)[number]
>;

const SMALL: Readonly<Record<Drawn, readonly number[]>> = {
  logEntries: [1, 8, 64],
  logSpan: [1, 8, 64],
  gapRuns: [0, 1, 4],
  openWrites: [1, 4, 16],
  joinedWrites: [1, 3, 10],
  keyHistory: [1, 4, 32],
  keyReads: [1, 8, 64],
  viewReads: [1, 8, 64],
  waitingClaims: [1, 3],
  waitingRolls: [1],
  rollCallNodes: [2, 4],
  outgoingAckRuns: [1, 4],
  repeatedAcks: [1, 4],
  setAsideOrigins: [1, 2],
  messageEntries: [1, 3, 10],
  messageBytes: [1, 300, 2000],
  answerMessages: [1, 3],
  loggedAnswer: [0, 2, 20],
  feedScan: [2, 5, 20],
  feedStamps: [0, 3],
  codedSymbols: [1, 6, 20],
  codedRows: [1, 2],
  pushedEntries: [0, 3],
  unsentEntries: [1, 8],
  hotRumors: [1, 8],
  rumorRounds: [1, 5],
  announcements: [1, 8],
};

const NAMES = Object.keys(SMALL) as Drawn[];

/** None in half of the draws; otherwise about half of them. */
export function drawBounds(rng: Prng): Partial<Bounds> {
  if (rng.float() < 0.5) return {};
  const small = NAMES.filter(() => rng.float() < 0.5);
  return Object.fromEntries(small.map((name) => [name, SMALL[name][rng.below(SMALL[name].length)] ?? 1]));
}
