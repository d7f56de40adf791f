/** What the nodes of a run report of themselves, added up over the cluster. */

import type { Summary } from '../../base/summary.ts';
import type { Reported } from '../../check/audit/audit.ts';
import type { Run } from '../schema/run-schema.ts';

export interface ClusterAccount extends Reported {
  /** Null where the nodes do not tell it, or tell different ones. */
  readonly strategy: string | null;
  /** Milliseconds. */
  readonly confirmed: Summary;
  readonly propagation: Summary;
  readonly staleness: Summary;
  /** Versions that stale reads missed. */
  readonly depth: Summary;
  /** Entries received, by what became of them. */
  readonly entries: Readonly<Record<'applied' | 'superseded' | 'duplicate' | 'late', number>>;
}

export function redundancyPart({
  entries: { applied, superseded, duplicate },
}: ClusterAccount): Run['redundancy'] {
  return { applied, superseded, duplicate, ratio: applied === 0 ? null : duplicate / applied };
}
