/** How writes spread, beside what theory expects of push gossip. */

import { isOurs } from '../../core/dissemination/strategies.ts';
import { countAtMost } from '../../check/search.ts';
import type { Theory } from '../../report/schema/simulation-schema.ts';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';
import type { Simulation } from '../simulation.ts';

/** Rows of the table, at most. */
const MAX_ROWS = 30;

/** Null where nothing was written, where there is no second node, and for somebody else's strategy: nobody knows its rounds. */
export function theoryOf({ settings, truth }: Simulation): Theory | null {
  const { nodes, gossip, latencyMs } = settings;
  if (truth.writes.length === 0 || nodes < 2 || !isOurs(gossip.strategy)) return null;
  const intervalMs = intervalOf(gossip) + latencyMs;
  const timesMs = [...truth.keys.values()].flatMap(({ reachedMs }) => reachedMs).sort((a, b) => a - b);
  const lastMs = timesMs.at(-1) ?? 0;
  // A write of several keys reaches a node once per key. Its origin holds it from the start.
  const written = truth.writes.reduce((sum, { keys }) => sum + keys.length, 0);
  const lastRound = intervalMs === 0 ? 0 : Math.ceil(lastMs / intervalMs);
  const step = Math.max(1, Math.ceil(lastRound / MAX_ROWS));
  const spread: Theory['spread'] = [];
  for (let rounds = 0; rounds < lastRound + step; rounds += step) {
    const reached = (written + countAtMost(timesMs, rounds * intervalMs)) / (written * nodes);
    spread.push({ rounds, reached: rounded(reached), serf: serf(settings, rounds) });
  }
  return {
    intervalMs,
    expectedRounds: rounded(Math.log2(nodes) + Math.log(nodes)),
    allReachedRounds: intervalMs === 0 ? 0 : rounded(lastMs / intervalMs),
    spread,
  };
}

/** The share reached after x rounds (Serf, docs/internals/simulator). */
function serf({ nodes, gossip, lossRatio }: SimulationSettings, rounds: number): number | null {
  if (gossip.strategy !== 'rumor-mongering') return null;
  return rounded(1 / (1 + (nodes + 1) * Math.exp(-0.5 * gossip.fanout * (1 - lossRatio) * rounds)));
}

function intervalOf(gossip: SimulationSettings['gossip']): number {
  if (gossip.strategy === 'rumor-mongering') return gossip.roundIntervalMs;
  return gossip.strategy === 'relay' ? gossip.batchIntervalMs : gossip.flushIntervalMs;
}

/** Engines may differ in the last digits of a logarithm. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
