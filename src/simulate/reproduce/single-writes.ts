/**
 * What the experiments on spreading have in common: writes of keys of their own, one after the other, each of which has died before the next
 * one comes, on a network without faults. Anti-entropy, which would bring each write to everybody, is put off until the experiment is over.
 */

import { assert } from '../../base/assert.ts';
import { DEFAULT_GOSSIP, type GossipSettings } from '../../core/config.ts';
import { PLAIN, scenarioNamed, type Scenario } from '../../net/scenarios.ts';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';
import { DEFAULT_SIMULATION } from '../settings.ts';

/** Longer than any experiment takes. */
export const NEVER_MS = 1e12;

export interface SingleWrites {
  readonly seed: number;
  readonly nodes: number;
  readonly writes: number;
  readonly apartMs: number;
  readonly latencyMs?: number;
  readonly gossip: Partial<GossipSettings>;
}

/** As the constructor of a simulation takes it. */
export function singleWrites({
  writes,
  apartMs,
  gossip,
  ...others
}: SingleWrites): [SimulationSettings, Scenario] {
  const scenario = scenarioNamed(PLAIN);
  assert(scenario !== undefined, 'there is a scenario without faults');
  const settings = {
    ...DEFAULT_SIMULATION,
    ...{ readRatio: 0, keys: 1_000_000, settleMs: 0 },
    ...{ ratePerSec: 1000 / apartMs, durationMs: writes * apartMs },
    ...others,
    gossip: {
      ...DEFAULT_GOSSIP,
      ...{ antiEntropyIntervalMs: NEVER_MS, antiEntropyIdleMs: NEVER_MS, repairAfterMs: NEVER_MS },
      ...gossip,
    },
  };
  return [settings, scenario];
}
