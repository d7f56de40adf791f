/** Lists of dots, written as runs. */

import { compareText } from '../../base/order.ts';
import type { WireDots } from '../../protocol/gossip.ts';
import type { Dot } from '../store/dot.ts';

/** Dots as runs, sorted. */
export function runsOf(dots: readonly Dot[]): WireDots[] {
  return joined(dots.toSorted((a, b) => compareText(a.origin, b.origin) || a.seq - b.seq));
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
