/** The part of the time that the diagram shows: how it moves, and where in it a moment lies. */

import type { Span } from '../../diagram/recording.ts';

/** Ticks: closer than that nobody needs to look. */
export const SHORTEST_VIEW = 20;

/** Within bounds, and of a length that can be shown. */
export function kept([from, to]: Span, [first, last]: Span): Span {
  const length = Math.min(Math.max(SHORTEST_VIEW, to - from), Math.max(SHORTEST_VIEW, last - first));
  const start = Math.min(Math.max(first, from), Math.max(first, last - length));
  return [start, start + length];
}

/** @param factor below 1: closer @param at stays where it is */
export function zoomed([from, to]: Span, factor: number, at: number, bounds: Span): Span {
  return kept([at - (at - from) * factor, at + (to - at) * factor], bounds);
}

/** @param share of what is shown */
export function moved([from, to]: Span, share: number, bounds: Span): Span {
  const by = (to - from) * share;
  return kept([from + by, to + by], bounds);
}

/** All of these moments with some room around them. */
export function around(moments: readonly number[], bounds: Span): Span {
  const [first, last] = [Math.min(...moments), Math.max(...moments)];
  const room = Math.max(SHORTEST_VIEW, (last - first) * 0.15, 1000);
  return kept([first - room, last + room], bounds);
}

/** Round numbers for an axis. @param most how many there is room for */
export function axisTicks([from, to]: Span, most: number): number[] {
  const least = (to - from) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= least) ?? power * 10;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, i) => first + i * step);
}
