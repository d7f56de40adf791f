/** What a node that runs for long says of one stretch of its time: its account at the end, less the one at the beginning. */

import { sketchSince } from '../../observe/metrics/sketch-since.ts';
import { Sketch } from '../../observe/metrics/sketch.ts';
import { SKETCH_NAMES, type SketchName } from '../../observe/metrics/stats.ts';
import type { Sample } from './exposition.ts';
import type { NodeAccount, SketchedStats } from './node-stats.ts';

export function accountSince(before: NodeAccount, after: NodeAccount): NodeAccount {
  return {
    stats: statsSince(before.stats, after.stats),
    samples: samplesSince(before.samples, after.samples),
  };
}

/** What waits or is held is as it is in the end. */
function statsSince(before: SketchedStats, after: SketchedStats): SketchedStats {
  const sketches = Object.fromEntries(
    SKETCH_NAMES.map((name) => {
      const { bins, ...rest } = sketchSince(before.sketches[name], after.sketches[name]);
      return [name, { ...rest, bins: bins.map(([key, count]) => [key, count]) }];
    }),
  ) as SketchedStats['sketches'];
  const times = (name: SketchName): SketchedStats['convergence'] => {
    const sketch = new Sketch();
    sketch.merge(sketches[name]);
    return sketch.summary(1000);
  };
  const kinds = Object.entries(after.messages_by_kind);
  return {
    ...after,
    total_writes: after.total_writes - before.total_writes,
    total_gossip_msgs: after.total_gossip_msgs - before.total_gossip_msgs,
    reads: after.reads - before.reads,
    stale_reads: after.stale_reads - before.stale_reads,
    bytes_sent: after.bytes_sent - before.bytes_sent,
    messages_by_kind: Object.fromEntries(
      kinds.map(([kind, count]) => [kind, count - (before.messages_by_kind[kind] ?? 0)]),
    ),
    convergence: times('convergence'),
    confirmed: times('confirmed'),
    propagation: times('propagation'),
    staleness: times('staleness'),
    sketches,
  };
}

/** Counters, by what was added to them; all else as it is in the end. */
export function samplesSince(before: readonly Sample[], after: readonly Sample[]): Sample[] {
  const nameOf = ({ name, labels }: Sample): string => JSON.stringify([name, Object.entries(labels).sort()]);
  const earlier = new Map(before.map((sample) => [nameOf(sample), sample.value]));
  return after.map((sample) =>
    /_(total|count|sum|bucket)$/.test(sample.name)
      ? { ...sample, value: sample.value - (earlier.get(nameOf(sample)) ?? 0) }
      : sample,
  );
}
