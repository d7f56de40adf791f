/** When the network was cut, and which nodes from which, in words. */

import type { Run } from '../schema/run-schema.ts';

/** Cuts below this are told in ms: in tenths of a second they would begin and end at once. */
const SHORT_MS = 1_000;

/** One for each cut: `cut from 3.3 s to 6.7 s, n0 n1 | n2 n3 n4`. */
export function cutsOf({ partitions }: Pick<Run, 'partitions'>): string[] {
  return partitions.map(({ groups, fromMs, toMs }) => {
    const time = (ms: number): string =>
      toMs - fromMs < SHORT_MS ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
    return `cut from ${time(fromMs)} to ${time(toMs)}, ${groups}`;
  });
}
