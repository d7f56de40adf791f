/** Beside charts of stale reads: the answers take the nodes' count of them, the charts what their clients can prove. */

import type { Run } from '../../schema/run-schema.ts';
import { formatNumber } from '../../words/format.ts';

/** `85 of the 86 that the nodes counted`; null where both count the same. @param drawn stale reads in the chart */
export function provenStale({ staleReads }: Run, drawn: number): string | null {
  if (staleReads === null || staleReads.count === drawn) return null;
  const [proven, counted] = [drawn, staleReads.count].map((count) => formatNumber(count, 'count'));
  return `${proven} of the ${counted} that the ${staleReads.source} counted`;
}
