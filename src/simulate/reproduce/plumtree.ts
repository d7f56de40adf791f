/** Leitão, Pereira, Rodrigues 2007, "Epidemic broadcast trees": how many payloads are needless once the trees stand. */

import { assert } from '../../base/assert.ts';
import { DEFAULT_GOSSIP } from '../../core/config.ts';
import { scenarioNamed } from '../../net/scenarios.ts';
import { DEFAULT_SIMULATION } from '../settings.ts';
import { Simulation } from '../simulation.ts';
import { toTicks } from '../world/virtual-time.ts';
import type { Measured, Reproduction } from './reproduction.ts';

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
    `${WRITERS} nodes write ${RATE_PER_SEC} times a second at a latency of 20 ms; after ${WARM_UP_MS / 1000} s payloads (eager pushes) are counted, and the writes ` +
    'that they bring, for about as long again. The paper grows one tree for the first sender and optimises it for others; ours has a tree for each writer, over ' +
    'a random overlay of 4 links in place of HyParView.',
  figures: { redundancy: 'payloads for each write that one brings, less 1 (relative message redundancy)' },
  cases: [100, 1000].map((nodes) => ({
    name: `${nodes} nodes`,
    published: { redundancy: 0 },
    resolution: { redundancy: 1 / (nodes * RATE_PER_SEC * ((DURATION_MS - WARM_UP_MS) / 1000)) },
    measure: (seed) => redundancy(nodes, seed),
  })),
};

function redundancy(nodes: number, seed: number): Measured {
  const scenario = scenarioNamed('normal');
  assert(scenario !== undefined, 'there is a scenario without faults');
  const simulation = new Simulation(
    {
      ...DEFAULT_SIMULATION,
      ...{ seed, nodes, keys: 1000, readRatio: 0, latencyMs: 20 },
      ...{ ratePerSec: RATE_PER_SEC, durationMs: DURATION_MS },
      gossip: { ...DEFAULT_GOSSIP, strategy: 'plumtree', flushIntervalMs: 0, repairAfterMs: 3000 },
    },
    scenario,
  );
  const { agenda, cluster, truth, clients } = simulation;
  const counted = (): readonly [payloads: number, brought: number] => [
    cluster.traffic.byKind.get('eager')?.messages ?? 0,
    truth.times.propagationMs.length,
  ];
  clients.onlyAt(WRITERS);
  let before = counted();
  agenda.at(toTicks(WARM_UP_MS), () => (before = counted()));
  simulation.runThrough();
  const [payloads, brought] = counted();
  return { redundancy: (payloads - before[0]) / (brought - before[1]) - 1 };
}
