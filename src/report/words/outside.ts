/** A cluster that the bench was attached to, in words: who it is, and by what its figures may be wrong. */

import { abbreviate } from '../../net/names.ts';
import type { Run } from '../schema/run-schema.ts';
import type { Settings } from '../schema/settings-schema.ts';
import { formatDuration } from './format.ts';

export type Outside = NonNullable<Run['outside']>;

/** The first run's, which all runs of a report have in common; undefined: the bench started its own nodes. */
export function outsideIn(runs: readonly Run[]): Outside | undefined {
  return runs.find(({ outside }) => outside !== undefined)?.outside;
}

/** `cluster demo: n1 n2 n3, over HTTP` */
export function attachedTo({ cluster, nodes }: Outside): string {
  return `cluster ${cluster}: ${abbreviate(nodes.map(({ name }) => name))}, over HTTP`;
}

/** What is done to its network. */
export function networkWords(settings: Pick<Settings, 'latencyMs' | 'latencyDistribution'>): string {
  const { latencyMs, latencyDistribution } = settings;
  return latencyMs === 0
    ? 'its own network'
    : `its own network, and ${latencyMs} ms ${latencyDistribution} on top`;
}

/** `0.6 ms`; `not known`. */
export function boundText(boundMs: number | null): string {
  if (boundMs === null) return 'not known';
  return boundMs === 0 ? 'none' : formatDuration(boundMs);
}

/** Below the answers. */
export function outsideNote({ probes, outside }: Run): string | null {
  if (outside === undefined) return null;
  const clocks =
    outside.clocksApartMs === null
      ? 'nobody knows how far these are apart'
      : `which are ${formatDuration(outside.clocksApartMs)} apart at most`;
  const followed =
    probes === undefined || probes.convergenceMs.count === 0
      ? ''
      : ` Charts are of ${probes.writes} writes that were followed from outside, to within ${formatDuration(probes.resolutionMs.p50)} (median).`;
  return `Convergence is as the nodes report it, by their clocks, ${clocks}.${followed}`;
}
