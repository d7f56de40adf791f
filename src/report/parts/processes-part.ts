/** What happened to the nodes themselves, as it stands in the report of a run: which was down when, and what that cost. */

import type { OffenceList } from '../../check/offences.ts';
import type { FaultRecord } from '../../net/fault-plan.ts';
import type { Run } from '../schema/run-schema.ts';

export interface ProcessFacts {
  readonly faults: readonly (FaultRecord & Recovery)[];
  /** Operations that failed because the run itself had their node down. */
  readonly operationsFailed: number;
  /** Acknowledged writes that a node took with it. */
  readonly lost: OffenceList<string>;
  /** Lives that ended before anybody asked them what they had seen. */
  readonly notAsked: readonly string[];
}

/** Of a node without memory. Null: there was nothing to recover from, or nobody saw it. */
export interface Recovery {
  readonly initMs: number | null;
  readonly caughtUpMs: number | null;
}

/** Nothing where nothing happened. */
export function processesPart({
  faults,
  operationsFailed,
  lost,
  notAsked,
}: ProcessFacts): Pick<Run, 'processes'> {
  if (faults.length === 0) return {};
  const { count, examples } = lost;
  return {
    processes: {
      faults: faults.map((fault) => ({ ...fault })),
      operationsFailed,
      lost: { count, examples: [...examples] },
      notAsked: [...notAsked],
    },
  };
}
