/** The lines of the charts: one for each run and replica, a colour for the replica and a dash for the run. */

import type { StoreReplica, StoreRun } from '../../schema/store-schema.ts';
import type { LegendEntry } from '../charts/figure.ts';
import { runColour } from '../html/palette.ts';

const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [12, 5], [5, 2]];
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'arrow'];

export interface StoreLine extends LegendEntry {
  readonly replica: StoreReplica;
  /** As the chart of t-visibility takes it. */
  readonly run: { readonly staleReads: StoreReplica };
}

export function linesOf(runs: readonly StoreRun[], names: readonly string[]): StoreLine[] {
  return runs.flatMap(({ replicas }, at) =>
    replicas.map((replica, which): StoreLine => ({
      name: runs.length === 1 ? replica.name : `${names[at] ?? ''}, ${replica.name}`,
      colour: runColour(which),
      dash: DASHES[at % DASHES.length] ?? [],
      symbol: SYMBOLS[which % SYMBOLS.length] ?? 'circle',
      ...{ replica, run: { staleReads: replica } },
    })),
  );
}
