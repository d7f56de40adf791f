/** Single rumors among many sites, as epidemiology counts them: what never hears of them, what they cost, how long they take. */

import { assert } from '../../base/assert.ts';
import type { GossipSettings } from '../../core/config.ts';
import { Simulation } from '../simulation.ts';
import type { Measured } from './reproduction.ts';
import { singleWrites } from './undisturbed.ts';

const ROUND_MS = 1000;
/** Next to nothing beside a round, as the paper's cycles are synchronous; three of them fit into one: question, answer, feedback. */
const LATENCY_MS = 1;
/** What comes in a round has come by then. */
const SLACK_MS = 50;

export interface Epidemic {
  readonly sites: number;
  /** One after the other: each has died before the next one comes. */
  readonly rumors: number;
  readonly apartMs: number;
  readonly gossip: Partial<GossipSettings>;
}

/** `residue`: share of the sites; `traffic`: copies of the rumor sent for each site; `meanCycles` and `lastCycles` from the injection. */
export function epidemic({ sites, rumors, apartMs, gossip }: Epidemic, seed: number): Measured {
  const simulation = new Simulation(
    ...singleWrites({
      ...{ seed, nodes: sites, writes: rumors, apartMs, latencyMs: LATENCY_MS },
      gossip: { strategy: 'rumor-mongering', fanout: 1, roundIntervalMs: ROUND_MS, ...gossip },
    }),
  );
  simulation.runThrough();
  const { truth, cluster } = simulation;
  assert(truth.wrong.count === 0, `nodes report what is so: ${truth.wrong.examples.join()}`);
  const cycles = [...truth.keys.values()].map(({ reachedMs }) => reachedMs.map(cycleOf));
  const heard = cycles.flat();
  const written = truth.writes.length;
  const last = cycles.filter((of) => of.length > 0).map((of) => Math.max(...of));
  return {
    residue: 1 - heard.length / (written * (sites - 1)),
    traffic: (cluster.traffic.byKind.get('rumor')?.messages ?? 0) / (written * sites),
    ...(heard.length > 0 && { meanCycles: meanOf(heard), lastCycles: meanOf(last) }),
  };
}

/** The first round after the injection is 1. */
function cycleOf(reachedMs: number): number {
  return Math.max(1, Math.ceil((reachedMs - SLACK_MS) / ROUND_MS));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
