/** A node that keeps its data, killed again and again while it writes as fast as it can. */

import { prng } from '../../src/base/prng.ts';
import { figure, target, type Findings } from '../perf/measure.ts';
import { spreadOf } from '../perf/sampling.ts';
import { killAgainAndAgain } from '../support/kills.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory.ts';
import type { SoakOptions } from './soak.ts';

/** How often it tells people how far it is. */
const TOLD_EVERY = 25;

export async function kills({ kills: count, progress }: SoakOptions): Promise<Findings> {
  const seed = Date.now() % 2 ** 32;
  progress(`seed ${seed}`);
  try {
    const { lost, acknowledged } = await killAgainAndAgain(
      temporaryDirectory(),
      count,
      prng(seed),
      (known) => {
        if (known.kills % TOLD_EVERY !== 0) return;
        const found = `${known.acknowledged} writes acknowledged, ${known.lost.length} found lost`;
        progress(`${known.kills} of ${count} kills, ${found}`);
      },
    );
    for (const text of lost) progress(text);
    return {
      targets: [target(`writes lost of ${count} kills`, 'count', spreadOf([lost.length]), { atMost: 0 })],
      figures: [figure('writes acknowledged', 'count', spreadOf([acknowledged]))],
    };
  } finally {
    removeTemporaryDirectories();
  }
}
