/** Which messages a page of bounded size shows: unbroken stretches around what somebody will look at. */

import { countBelow } from '../../check/search.ts';
import type { Span } from './recording.ts';

/** Of a stretch, so much lies before its moment. */
const SHARE_BEFORE = 0.25;
/** Times that what is left over is shared out again. */
const ROUNDS = 6;

/**
 * @param times sorted
 * @param moments around which to look
 * @returns ranges of rows, each from the first one to before the last one, in order and apart; together `limit` rows at most
 */
export function stretches(times: ArrayLike<number>, moments: readonly number[], limit: number): Span[] {
  const { length } = times;
  if (length <= limit) return length === 0 ? [] : [[0, length]];
  const share = Math.floor(limit / Math.max(1, moments.length));
  let chosen = merged(
    moments.map((moment): Span => {
      const from = Math.max(0, countBelow(times, moment) - Math.floor(share * SHARE_BEFORE));
      return [Math.min(from, length - share), Math.min(length, from + share)];
    }),
  );
  for (let round = 0; round < ROUNDS; round++) {
    const left = limit - sizeOf(chosen);
    if (left < chosen.length || chosen.length === 0) break;
    const more = Math.floor(left / chosen.length);
    chosen = merged(chosen.map(([from, to]): Span => [from, Math.min(length, to + more)]));
  }
  return chosen;
}

function sizeOf(spans: readonly Span[]): number {
  return spans.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** Those that touch or overlap as one, in order. */
export function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last === undefined || from > last[1]) result.push([from, to]);
    else result[result.length - 1] = [last[0], Math.max(last[1], to)];
  }
  return result;
}
