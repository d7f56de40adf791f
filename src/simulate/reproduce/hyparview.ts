/** Leitão, Pereira, Rodrigues 2007, "HyParView": how many of the live nodes a broadcast reaches after many have failed at once. */

import type { Prng } from '../../base/prng.ts';
import { prng } from '../../base/prng.ts';
import { Simulation } from '../simulation.ts';
import type { VirtualCluster } from '../world/virtual-cluster.ts';
import { toTicks } from '../world/virtual-time.ts';
import type { Measured, Reproduction } from './reproduction.ts';
import { NEVER_MS, undisturbed } from './undisturbed.ts';

const NODES = 100;
/** They do not fail: so each write of the few seconds in which nobody has noticed is made, and counts. */
const WRITERS = 4;
const RATE_PER_SEC = 2;
/** By then the overlay stands. */
const FAILURE_MS = 15_000;
/** Nobody has noticed before: a keep-alive, and the time that it may be late. */
const UNNOTICED_MS = 3000;
const REPAIRED_MS = 40_000;
const DURATION_MS = 60_000;
/** Longer than a broadcast takes. */
const BROADCAST_MS = 1000;

export const HYPARVIEW: Reproduction = {
  name: 'hyparview',
  title: `Live nodes that a broadcast reaches after some of ${NODES} have failed at once`,
  source:
    'Leitão et al. 2007, "HyParView: a membership protocol for reliable gossip-based broadcast", at second hand: the paper was not to be had. The published figure is what the ' +
    'project gabion read in it (github.com/prosody-events/gabion, crates/gossip-bench/REFERENCES.md: "~100% delivery reliability under failure rates up to 80%", at 10,000 nodes)',
  mapping:
    `A broadcast is a write, of one of ${WRITERS} nodes that do not fail, that is flooded along the active views (direct mail, fanout 4: five neighbours), without repair. ` +
    'The TCP connections of the paper tell of a failure as soon as something is sent, and the broadcasts after it bring the repair about; ours find out by keep-alives, ' +
    `${UNNOTICED_MS / 1000} s later at the earliest: that is the first figure, which has no counterpart there, and the second one is of the overlay that has been repaired for ${REPAIRED_MS / 1000} s. ` +
    `Ours has ${NODES} nodes in place of 10,000.`,
  figures: {
    unnoticedPercent: 'live nodes that hold a write made before anybody noticed, in percent',
    repairedPercent: 'the same of a write made when neighbours were replaced',
  },
  cases: [0.3, 0.6, 0.8].map((share) => ({
    name: `${100 * share} % failed`,
    published: { unnoticedPercent: null, repairedPercent: 100 },
    resolution: {
      repairedPercent:
        100 / (RATE_PER_SEC * ((DURATION_MS - FAILURE_MS - REPAIRED_MS) / 1000) * NODES * (1 - share)),
    },
    measure: (seed) => reachedAfter(share, seed),
  })),
};

function reachedAfter(share: number, seed: number): Measured {
  const simulation = new Simulation(
    ...undisturbed({
      ...{ seed, nodes: NODES, keys: 1_000_000, readRatio: 0, latencyMs: 20, settleMs: 0 },
      ...{ ratePerSec: RATE_PER_SEC, durationMs: DURATION_MS },
      gossip: {
        ...{ strategy: 'direct-mail', topology: 'hyparview', flushIntervalMs: 0, shuffleIntervalMs: 1000 },
        ...{ antiEntropyIntervalMs: NEVER_MS, antiEntropyIdleMs: NEVER_MS, repairAfterMs: NEVER_MS },
      },
    }),
  );
  const { agenda, cluster, truth, clients } = simulation;
  clients.onlyAt(WRITERS);
  const failures = Math.round(share * NODES);
  const writesAt = new Map<number, number>();
  const marks = [FAILURE_MS, FAILURE_MS + UNNOTICED_MS, FAILURE_MS + REPAIRED_MS, DURATION_MS - BROADCAST_MS];
  for (const mark of marks) agenda.at(toTicks(mark), () => writesAt.set(mark, truth.writes.length));
  agenda.at(toTicks(FAILURE_MS), () => failSome(cluster, failures, prng(seed).fork('failures')));
  simulation.runThrough();
  const reached = (fromMs: number, toMs: number): number => {
    const writes = truth.writes.slice(writesAt.get(fromMs), writesAt.get(toMs));
    const held = writes.map(({ keys: [key = ''] }) => 1 + (truth.keys.get(key)?.reachedMs.length ?? 0));
    return (100 * held.reduce((sum, count) => sum + count, 0)) / (held.length * (NODES - failures));
  };
  const [failed = 0, noticed = 0, repaired = 0, end = 0] = marks;
  return { unnoticedPercent: reached(failed, noticed), repairedPercent: reached(repaired, end) };
}

function failSome(cluster: VirtualCluster, count: number, rng: Prng): void {
  const left = cluster.nodes.slice(WRITERS);
  for (let i = 0; i < count; i++)
    for (const node of left.splice(rng.below(left.length), 1)) cluster.crash(node);
}
