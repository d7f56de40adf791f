/** Lists of dots, written as runs. */

import { compareText } from '../../base/order.ts';
import type { WireDots } from '../../protocol/gossip.ts';
import type { Dot } from '../dot.ts';

/** Dots as runs, sorted. */
export function runsOf(dots: readonly Dot[]): WireDots[] {
  const sorted = [...dots].sort((a, b) => compareText(a.origin, b.origin) || a.seq - b.seq);
  const runs: [WireDots[0], number, number][] = [];
  for (const { origin, seq } of sorted) {
    const last = runs.at(-1);
    if (last?.[0] === origin && seq <= last[2] + 1) last[2] = seq;
    else runs.push([origin, seq, seq]);
  }
  return runs;
}
