/** The lines of the charts: one for each run and replica, a colour for the replica and a dash for the run. */

import type { StoreReplica } from '../../schema/store-schema.ts';
import type { NamedReplica } from '../../words/store-words.ts';
import type { LegendEntry } from '../charts/figure.ts';
import { dashOf, runColour, symbolOf } from '../html/palette.ts';

export interface StoreLine extends LegendEntry {
  readonly replica: StoreReplica;
  /** As the chart of t-visibility takes it. */
  readonly run: { readonly staleReads: StoreReplica };
}

export function linesOf(replicas: readonly NamedReplica[]): StoreLine[] {
  return replicas.map(({ name, replica, runIndex, replicaIndex }) => ({
    ...{ name, colour: runColour(replicaIndex) },
    dash: dashOf(runIndex),
    symbol: symbolOf(replicaIndex),
    ...{ replica, run: { staleReads: replica } },
  }));
}
