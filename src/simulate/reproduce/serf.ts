/** Serf's convergence estimate (its documentation, "Convergence simulator"): the share of the members that a message has reached. */

import { Simulation } from '../simulation.ts';
import type { Measured, Reproduction } from './reproduction.ts';
import { singleWrites } from './undisturbed.ts';

const NODES = 30;
const FANOUT = 3;
const ROUND_MS = 200;
/** memberlist tells a message `RetransmitMult` times ⌈log10(n + 1)⌉ times, whatever anybody says: 4 times 2. */
const RETRANSMITS = 8;
const WRITES = 40;
const APART_MS = 10_000;
const ROUNDS = [2, 3, 4, 5, 6, 9];

export const SERF: Reproduction = {
  name: 'serf',
  title: `Share of ${NODES} members that a message has reached, fanout ${FANOUT}`,
  source: "Serf's documentation, convergence simulator: 1 / (1 + (n + 1) e^(−fanout · rounds / 2))",
  mapping:
    `A message is a write under rumor mongering: push to ${FANOUT} random members every ${ROUND_MS} ms, ${RETRANSMITS} times, as memberlist does with its ` +
    'defaults (blind, with a counter), at a latency of 1 ms and without repair. The published figures are an estimate, which takes members to gossip at ' +
    'moments of their own; ours, who hear of a message in the same round, tell it in the same later round.',
  figures: { reachedPercent: 'share of the members that hold it, in percent' },
  cases: ROUNDS.map((rounds) => ({
    name: `${rounds} rounds, ${((rounds * ROUND_MS) / 1000).toFixed(1)} s`,
    published: { reachedPercent: 100 / (1 + (NODES + 1) * Math.exp((-FANOUT * rounds) / 2)) },
    resolution: { reachedPercent: 100 / (WRITES * NODES) },
    measure: (seed) => reachedAfter(rounds, seed),
  })),
};

function reachedAfter(rounds: number, seed: number): Measured {
  const simulation = new Simulation(
    ...singleWrites({
      ...{ seed, nodes: NODES, writes: WRITES, apartMs: APART_MS, latencyMs: 1 },
      gossip: {
        ...{ strategy: 'rumor-mongering', fanout: FANOUT, roundIntervalMs: ROUND_MS },
        ...{ rumorStop: 'blind-counter', rumorStopCount: RETRANSMITS * FANOUT },
      },
    }),
  );
  simulation.runThrough();
  const withinMs = (rounds + 0.5) * ROUND_MS;
  const reached = [...simulation.truth.keys.values()].flatMap(({ reachedMs }) => reachedMs);
  const { length: written } = simulation.truth.writes;
  const inTime = reached.filter((ms) => ms <= withinMs).length;
  return { reachedPercent: (100 * (written + inTime)) / (written * NODES) };
}
