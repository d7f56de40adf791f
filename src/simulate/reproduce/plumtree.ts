/** Leitão, Pereira, Rodrigues 2007, "Epidemic broadcast trees": how many payloads are needless once the trees stand, and how deep those are. */

import type { Topology } from '../../core/config.ts';
import { Simulation } from '../simulation.ts';
import { toTicks } from '../world/virtual-time.ts';
import type { Measured, Reproduction } from './reproduction.ts';
import { undisturbed } from './undisturbed.ts';

const LATENCY_MS = 20;
const CASES: readonly (readonly [nodes: number, topology: Topology])[] = [
  [100, 'full'],
  [1000, 'full'],
  [100, 'hyparview'],
];

/** Few, so that the trees of all of them are grown when the counting begins. */
const WRITERS = 4;
/** Each write has reached all before the next one. */
const RATE_PER_SEC = 2;
/** Between two writes: nothing is on its way. */
const WARM_UP_MS = 10_450;
const DURATION_MS = 20_000;

export const PLUMTREE: Reproduction = {
  name: 'plumtree',
  title: 'Needless payloads of Plumtree, once its trees stand',
  source: 'Leitão et al. 2007, "Epidemic broadcast trees", sections 4.2 and 4.3',
  mapping:
    `${WRITERS} nodes write ${RATE_PER_SEC} times a second at a latency of ${LATENCY_MS} ms; after ${WARM_UP_MS / 1000} s payloads (eager pushes) are counted, and the writes ` +
    'that they bring, for about as long again. The paper grows one tree for the first sender and optimises it for others; ours has a tree for each writer, over ' +
    'a random overlay of 4 links, or over HyParView as in the paper (fanout 4: five links). No published last delivery hop ' +
    'that could be checked stands beside ours. Over HyParView some payloads are needless still; most likely links that came anew bring them, which are eager until the ' +
    'first needless one.',
  figures: {
    redundancy: 'payloads for each write that one brings, less 1 (relative message redundancy)',
    lastHop: 'hops of a write to the node that it reaches last, the mean of all (last delivery hop)',
  },
  cases: CASES.map(([nodes, topology]) => ({
    name: `${nodes} nodes${topology === 'full' ? '' : ' over HyParView'}`,
    published: { redundancy: 0, lastHop: null },
    resolution: { redundancy: 1 / (nodes * RATE_PER_SEC * ((DURATION_MS - WARM_UP_MS) / 1000)) },
    measure: (seed) => treesOf(nodes, topology, seed),
  })),
};

function treesOf(nodes: number, topology: Topology, seed: number): Measured {
  const simulation = new Simulation(
    ...undisturbed({
      ...{ seed, nodes, keys: 1_000_000, readRatio: 0, latencyMs: LATENCY_MS },
      ...{ ratePerSec: RATE_PER_SEC, durationMs: DURATION_MS },
      gossip: {
        strategy: 'plumtree',
        topology,
        flushIntervalMs: 0,
        repairAfterMs: 3000,
        shuffleIntervalMs: 200,
      },
    }),
  );
  const { agenda, cluster, truth, clients } = simulation;
  const counted = (): readonly [payloads: number, brought: number] => [
    cluster.traffic.byKind.get('eager')?.messages ?? 0,
    truth.times.propagationMs.length,
  ];
  clients.onlyAt(WRITERS);
  let before = counted();
  let writesBefore = 0;
  agenda.at(toTicks(WARM_UP_MS), () => {
    before = counted();
    writesBefore = truth.writes.length;
  });
  simulation.runThrough();
  const [payloads, brought] = counted();
  // Nothing waits at a node: the time is that of the way.
  const lastMs = truth.writes
    .slice(writesBefore)
    .map(({ keys: [key = ''] }) => Math.max(...(truth.keys.get(key)?.reachedMs ?? [])));
  return {
    redundancy: (payloads - before[0]) / (brought - before[1]) - 1,
    lastHop: lastMs.reduce((sum, ms) => sum + ms, 0) / (lastMs.length * LATENCY_MS),
  };
}
