/** The distribution of convergence as a curve: what share of the writes had converged after how long. */

import { countAtMost } from '../../check/search.ts';
import { COURSE_LIMITS, type ConvergenceCurve } from '../schema/course-schema.ts';

/** Every value where there are few; else the least, and values at even shares up to the greatest. Null without any. */
export function convergenceCurve(convergenceMs: readonly number[]): ConvergenceCurve | null {
  const sorted = Float64Array.from(convergenceMs).sort();
  const { length } = sorted;
  if (length === 0) return null;
  const points = Math.min(length, COURSE_LIMITS.curvePoints);
  const curve: ConvergenceCurve = [];
  for (let point = 0; point < points; point++) {
    const rank = points === 1 ? 1 : 1 + Math.round((point * (length - 1)) / (points - 1));
    const ms = sorted[rank - 1] ?? 0;
    // Of equal values the last tells how many there are.
    if (curve.at(-1)?.ms === ms) curve.pop();
    curve.push({ ms, share: countAtMost(sorted, ms) / length });
  }
  return curve;
}
