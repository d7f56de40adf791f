/** What happened to the nodes themselves, as it stands in the report of a run: which was down when, and what that cost. */

import type { OffenceList } from '../../check/offences.ts';
import type { FaultRecord } from '../../net/fault-plan.ts';
import type { Run } from '../schema/run-schema.ts';

export interface ProcessFacts {
  readonly faults: readonly (FaultRecord & Recovery)[];
  /** Operations that failed because the run itself had their node down. */
  readonly operationsFailed: number;
  /** Writes that killed nodes had acknowledged. */
  readonly acknowledged: number;
  /** Those of them that they took with them; undefined: answers do not tell, as a sum does not tell which adds are in it. */
  readonly lost: OffenceList<string> | undefined;
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
  acknowledged,
  lost,
  notAsked,
}: ProcessFacts): Pick<Run, 'processes'> {
  if (faults.length === 0) return {};
  return {
    processes: {
      faults: faults.map((fault) => ({ ...fault })),
      operationsFailed,
      acknowledged,
      lost: lost === undefined ? null : { count: lost.count, examples: [...lost.examples] },
      notAsked: [...notAsked],
    },
  };
}
