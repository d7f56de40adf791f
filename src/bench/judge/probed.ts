/** What the probes of a stranger's nodes say of its convergence. */

import { summarize } from '../../base/summary.ts';
import type { ConvergedTimes } from '../../report/parts/timeline.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { Probe } from '../probes/probe.ts';
import type { Evidence } from './evidence.ts';

type Probed = Pick<Evidence, 'prober' | 'lostProbes'>;

/** Undefined: there were none. */
export function probesPart({ prober, lostProbes }: Probed): Run['probes'] {
  if (prober === undefined) return undefined;
  const { probes, seenOnWire } = prober;
  const results = probes.flatMap(({ result }) => result ?? []);
  return {
    writes: probes.length,
    acknowledged: probes.filter(({ isAcknowledged }) => isAcknowledged).length,
    pending: pendingProbes({ prober, lostProbes }).length,
    lost: lostProbes.length,
    seenOnWire: seenOnWire.size,
    convergenceMs: summarize(results.map(({ atMostMs }) => atMostMs)),
    resolutionMs: summarize(results.map(({ resolutionMs }) => resolutionMs)),
  };
}

/** When they were sent, and how long they took at most; undefined: there were none. */
export function probedTimes({ prober }: Probed): ConvergedTimes | undefined {
  if (prober === undefined) return undefined;
  const known = prober.probes.flatMap(({ sentAtMs, result }) =>
    result === undefined ? [] : { sentAtMs, ...result },
  );
  return {
    acceptedAtMs: known.map(({ sentAtMs }) => sentAtMs),
    convergenceMs: known.map(({ atMostMs }) => atMostMs),
  };
}

/** What some node still lacked, and no killed node took with it. */
export function pendingProbes({ prober, lostProbes }: Probed): Probe[] {
  const lost = new Set(lostProbes);
  return prober?.pending.filter((probe) => !lost.has(probe)) ?? [];
}

/** Probes that were still not everywhere, in a sentence; undefined: none. */
export function pendingProbesText(probed: Probed): string | undefined {
  const pending = pendingProbes(probed);
  const [first] = pending;
  if (first === undefined) return undefined;
  const where = first.missingAt.join(' ');
  return `${pending.length} of ${probed.prober?.probes.length ?? 0} probed writes were never shown by every node, e.g. key ${first.key}: ${first.node} acknowledged ${JSON.stringify(first.value)}, and ${where} did not show it`;
}
