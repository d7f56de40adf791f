/** What published experiments run on here: the simulator's usual settings but for what each changes, and a network without faults. */

import { assert } from '../../base/assert.ts';
import { DEFAULT_GOSSIP, type GossipSettings } from '../../core/config.ts';
import { PLAIN, scenarioNamed, type Scenario } from '../../net/scenarios.ts';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';
import { DEFAULT_SIMULATION } from '../settings.ts';

/** Longer than any experiment takes. */
export const NEVER_MS = 1e12;

interface Changes extends Partial<Omit<SimulationSettings, 'gossip'>> {
  readonly gossip: Partial<GossipSettings>;
}

/** @returns what the constructor of a simulation takes */
export function undisturbed({ gossip, ...changes }: Changes): [SimulationSettings, Scenario] {
  const scenario = scenarioNamed(PLAIN);
  assert(scenario !== undefined, 'there is a scenario without faults');
  return [{ ...DEFAULT_SIMULATION, ...changes, gossip: { ...DEFAULT_GOSSIP, ...gossip } }, scenario];
}

export interface SingleWrites {
  readonly seed: number;
  readonly nodes: number;
  readonly writes: number;
  readonly apartMs: number;
  readonly latencyMs?: number;
  readonly gossip: Partial<GossipSettings>;
}

/**
 * Writes of keys of their own, one after the other, each of which is over before the next one comes. Anti-entropy, which would bring each of
 * them to everybody, is put off until the experiment is over.
 */
export function singleWrites({
  writes,
  apartMs,
  gossip,
  ...others
}: SingleWrites): [SimulationSettings, Scenario] {
  return undisturbed({
    ...{ readRatio: 0, keys: 1_000_000, settleMs: 0 },
    ...{ ratePerSec: 1000 / apartMs, durationMs: writes * apartMs },
    ...others,
    gossip: {
      ...{ antiEntropyIntervalMs: NEVER_MS, antiEntropyIdleMs: NEVER_MS, repairAfterMs: NEVER_MS },
      ...gossip,
    },
  });
}
