/** Lists of dots, written as runs. */

import { compareText } from '../../base/order.ts';
import type { WireDots, WireRun } from '../../protocol/gossip.ts';
import type { Dot } from '../store/dot.ts';

/** Dots as runs, sorted. */
export function runsOf(dots: readonly Dot[]): WireDots[] {
  return joined(dots.toSorted((a, b) => compareText(a.origin, b.origin) || a.seq - b.seq));
}

/** The same writes in runs that are sorted and apart, so that none is looked at twice however often it is named. */
export function apart(dots: readonly WireDots[]): readonly WireDots[] {
  if (dots.length < 2) return dots;
  const runs: [WireDots[0], number, number][] = [];
  for (const [origin, from, to] of dots.toSorted((a, b) => compareText(a[0], b[0]) || a[1] - b[1])) {
    const last = runs.at(-1);
    if (last?.[0] === origin && from <= last[2] + 1) last[2] = Math.max(last[2], to);
    else runs.push([origin, from, to]);
  }
  return runs;
}

/** Dots as runs, in their order: what is next to each other is joined. */
export function joined(dots: readonly Dot[]): WireDots[] {
  const runs: [WireDots[0], number, number][] = [];
  for (const { origin, seq } of dots) {
    const last = runs.at(-1);
    if (last?.[0] === origin && seq >= last[1] && seq <= last[2] + 1) last[2] = Math.max(last[2], seq);
    else runs.push([origin, seq, seq]);
  }
  return runs;
}

/** What of a run lies outside these parts of it, which are ascending and apart. */
export function outside([origin, from, to]: WireDots, parts: Iterable<WireRun>): WireDots[] {
  const rest: WireDots[] = [];
  let next = from;
  for (const [first, last] of parts) {
    if (next < first) rest.push([origin, next, first - 1]);
    next = last + 1;
  }
  if (next <= to) rest.push([origin, next, to]);
  return rest;
}

/** Runs that are sorted and apart, without some writes. Both lists are walked side by side: a peer makes them as long as it likes. */
export function without(runs: readonly WireDots[], dots: readonly Dot[]): readonly WireDots[] {
  if (dots.length === 0 || runs.length === 0) return runs;
  const left = runsOf(dots);
  let next = 0;
  return runs.flatMap((run) => {
    const [origin, from, to] = run;
    const parts: WireRun[] = [];
    for (let at = next; at < left.length; at++) {
      const [other, first, last] = left[at] as WireDots;
      const order = compareText(other, origin);
      if (order > 0 || (order === 0 && first > to)) break;
      if (order < 0 || last < from) next = at + 1;
      else parts.push([first, last]);
    }
    return outside(run, parts);
  });
}
