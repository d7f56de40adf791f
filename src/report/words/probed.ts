/** Convergence that was measured from outside, in words; and where it was not, why. */

import { workloadOf } from '../../load/workloads.ts';
import type { Run } from '../schema/run-schema.ts';
import type { Settings } from '../schema/settings-schema.ts';
import { sharesState } from './describe-mix.ts';
import { formatDuration } from './format.ts';
import { outsideNote } from './outside.ts';
import { convergenceOf } from './known-convergence.ts';

/** Whether what is known of its convergence is of probed writes alone. */
export function isProbed({ probes, observedConvergenceMs }: Run): boolean {
  return probes !== undefined && observedConvergenceMs === null;
}

/** How the figures were come by, and to within what they are known; null where no probe tells. */
export function probedNote(runs: readonly Run[]): string | null {
  const attached = runs.find(({ outside }) => outside !== undefined);
  if (attached !== undefined) return outsideNote(attached);
  const probed = runs.flatMap(({ probes }) =>
    probes === undefined || probes.convergenceMs.count === 0 ? [] : probes,
  );
  const [first] = probed;
  if (first === undefined) return null;
  const resolution = formatDuration(Math.max(...probed.map(({ resolutionMs }) => resolutionMs.p50)));
  return `Convergence is measured from outside, by ${first.writes} writes that were looked for at every node: at most this, to within ${resolution} (median). Charts are of these writes.`;
}

/** Null where something tells of convergence, and where nothing had to converge. */
export function unmeasuredNote(runs: readonly Run[], settings: Pick<Settings, 'workload'>): string | null {
  const isUnknown = runs.every((run) => (convergenceOf(run)?.isLoose ?? true) && run.broadcast === null);
  return isUnknown && sharesState(settings)
    ? `Convergence was not measured: ${reasonFor(runs, settings)}.`
    : null;
}

function reasonFor(runs: readonly Run[], settings: Pick<Settings, 'workload'>): string {
  const probes = runs.flatMap((run) => run.probes ?? []);
  if (probes.some(({ acknowledged }) => acknowledged > 0))
    return 'no write that was looked for was shown by every node';
  if (probes.length > 0) return 'no write that was to be looked for was acknowledged';
  if (runs.every(({ operations }) => operations.writes.ok === 0)) return 'nothing was written';
  if (runs.every(({ nodes }) => nodes.length === 1)) return 'there is one node';
  const { registers } = workloadOf(settings);
  if (registers?.convergent === 'all') return 'no write was looked for at every node';
  return registers !== undefined
    ? 'the nodes report nothing, and such nodes need not hold the same in the end'
    : 'the nodes report nothing, and their answers do not tell which writes they hold';
}
