/** What the probes of a stranger's nodes say of its convergence. */

import { summarize } from '../../base/summary.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { Evidence } from './evidence.ts';

/** Undefined: there were none. */
export function probesPart({ prober }: Evidence): Run['probes'] {
  if (prober === undefined) return undefined;
  const { probes, pending, seenOnWire } = prober;
  const results = probes.flatMap(({ result }) => result ?? []);
  return {
    writes: probes.length,
    acknowledged: probes.filter(({ isAcknowledged }) => isAcknowledged).length,
    pending: pending.length,
    seenOnWire: seenOnWire.size,
    convergenceMs: summarize(results.map(({ atMostMs }) => atMostMs)),
    resolutionMs: summarize(results.map(({ resolutionMs }) => resolutionMs)),
  };
}

/** Probes that were still not everywhere, in a sentence; undefined: none. */
export function pendingProbesText({ prober }: Evidence): string | undefined {
  const pending = prober?.pending ?? [];
  const [first] = pending;
  if (first === undefined) return undefined;
  const where = first.missingAt.join(' ');
  return `${pending.length} of ${prober?.probes.length ?? 0} probed writes never reached every node, e.g. key ${first.key}: ${first.node} acknowledged ${JSON.stringify(first.value)}, and ${where} did not show it`;
}
