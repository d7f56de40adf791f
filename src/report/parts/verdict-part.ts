/** What a workload's checker found, as it stands in the report of a run. */

import { beforeTheEnd, type WorkloadChecker } from '../../check/workloads/verdict.ts';
import type { Run } from '../schema/run-schema.ts';

/** @param hasFinalReads whether all is over and every node was read once more */
export function verdictPart(checker: WorkloadChecker | undefined, hasFinalReads: boolean): Run['verdict'] {
  if (checker === undefined) return null;
  const verdict = checker.verdict();
  const { facts, rules } = hasFinalReads ? verdict : beforeTheEnd(verdict);
  return {
    facts,
    rules: rules.map(({ rule, broken, examples, passesMaelstrom, proof }) => ({
      ...{ rule, broken, examples: [...examples] },
      ...(broken > 0 && passesMaelstrom === true ? { passesMaelstrom } : {}),
      ...(broken > 0 && proof !== undefined ? { proof: [...proof] } : {}),
    })),
  };
}

export function spreadPart(checker: WorkloadChecker | undefined): Run['broadcast'] {
  const spread = checker?.spread?.();
  if (spread === undefined) return null;
  const { attempted, stable, stale, neverRead, stableLatencyMs, seenEverywhereMs } = spread;
  return { attempted, stable, stale, neverRead, stableLatencyMs, seenEverywhereMs };
}
