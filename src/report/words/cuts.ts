/** When the network was cut, and which nodes from which, in words. */

import type { Run } from '../schema/run-schema.ts';

/** One for each cut: `cut from 3.3 s to 6.7 s, n0 n1 | n2 n3 n4`. */
export function cutsOf({ partitions }: Pick<Run, 'partitions'>): string[] {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  return partitions.map(
    ({ groups, fromMs, toMs }) => `cut from ${seconds(fromMs)} to ${seconds(toMs)}, ${groups}`,
  );
}
