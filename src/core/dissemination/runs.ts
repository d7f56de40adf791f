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

/** The runs without some writes. */
export function without(runs: readonly WireDots[], dots: readonly Dot[]): readonly WireDots[] {
  if (dots.length === 0) return runs;
  const left = runsOf(dots);
  return runs.flatMap((run) => {
    const [origin, from, to] = run;
    const parts = left.filter((one) => one[0] === origin && one[1] <= to && one[2] >= from);
    return outside(
      run,
      parts.map(([, first, last]): WireRun => [first, last]),
    );
  });
}
