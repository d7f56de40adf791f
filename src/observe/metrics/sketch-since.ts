/** What a sketch has seen since an earlier look at it: its bins less those of then. Nodes that run for long are measured so. */

import { middleOf, type SketchData } from './sketch.ts';

/**
 * Counts and sums are exact. Of the extremes only those are known exactly that are beyond the earlier ones; of the others the bin is,
 * to 1 %.
 */
export function sketchSince(before: SketchData, after: SketchData): SketchData {
  const held = new Map(before.bins);
  // Where the lowest bins were joined meanwhile, one may hold less than it did.
  const bins = after.bins.flatMap(([key, count]): [number, number][] => {
    const left = count - (held.get(key) ?? 0);
    return left > 0 ? [[key, left]] : [];
  });
  const zeros = Math.max(0, after.zeros - before.zeros);
  const lowest = bins[0]?.[0];
  const highest = bins.at(-1)?.[0];
  const wasEmpty = before.bins.length + before.zeros === 0;
  const min = zeros > 0 || lowest === undefined ? 0 : middleOf(lowest);
  const max = highest === undefined ? 0 : middleOf(highest);
  return {
    sum: Math.max(0, after.sum - before.sum),
    min: wasEmpty || after.min < before.min ? after.min : Math.max(after.min, min),
    max: wasEmpty || after.max > before.max ? after.max : Math.min(after.max, max),
    zeros,
    bins,
  };
}
