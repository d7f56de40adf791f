/** The distribution of convergence as a curve: what share of the writes had converged after how long. */

import { countAtMost } from '../../check/search.ts';
import { COURSE_LIMITS, type ConvergenceCurve } from '../schema/course-schema.ts';

/** Of the points of a curve, those for the slowest writes; the others are at even shares. */
const TAIL_POINTS = 50;
/** The share of the writes that these are for. */
const TAIL_SHARE = 0.05;

/** Every value where there are few; else values at even shares, and more of the slowest, among them the last two. Null without any. */
export function convergenceCurve(convergenceMs: readonly number[]): ConvergenceCurve | null {
  const sorted = Float64Array.from(convergenceMs).sort();
  const { length } = sorted;
  if (length === 0) return null;
  const curve: ConvergenceCurve = [];
  for (const rank of ranksOf(length)) {
    const ms = sorted[rank - 1] ?? 0;
    // Of equal values the last tells how many there are.
    if (curve.at(-1)?.ms === ms) curve.pop();
    curve.push({ ms, share: countAtMost(sorted, ms) / length });
  }
  return curve;
}

/** From 1 to `length`, ascending. */
function ranksOf(length: number): number[] {
  const { curvePoints } = COURSE_LIMITS;
  if (length <= curvePoints) return Array.from({ length }, (_, at) => at + 1);
  const even = curvePoints - TAIL_POINTS;
  const ranks = new Set(
    Array.from({ length: even }, (_, at) => 1 + Math.round((at * (length - 1)) / (even - 1))),
  );
  // Ever closer to the end, by one factor each.
  const longest = Math.log(Math.max(TAIL_POINTS, length * TAIL_SHARE));
  for (let at = 0; at < TAIL_POINTS; at++)
    ranks.add(length - Math.round(Math.exp((longest * at) / (TAIL_POINTS - 1))));
  return [...ranks].sort((a, b) => a - b);
}
