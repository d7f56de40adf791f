/** Members that come and go, in some of a swarm's runs. */

import type { Prng } from '../base/prng.ts';
import { DEFAULT_GOSSIP } from '../core/config.ts';
import { LOSES_MEMORY } from '../net/fault.ts';
import { SCENARIOS, type Scenario } from '../net/scenarios.ts';
import type { SimulationSettings } from '../report/schema/simulation-settings-schema.ts';
import type { LoadShape } from './clients.ts';
import { MOST_KEPT_DRIFT } from './settings.ts';

/** Where members change. */
const RUN_RATIO = 0.2;
const MOST_CHANGES = 6;

const PLAIN_SCENARIO = SCENARIOS.find(({ name }) => name === 'normal') as Scenario;

/** One run. */
export interface Drawn {
  readonly settings: SimulationSettings;
  readonly scenario: Scenario;
  readonly shape: LoadShape;
  /** So many messages go by way of text, as between processes. */
  readonly textMessages: number;
}

/**
 * Where members change, each is one life. What goes without its memory is another member, which the changes bring about themselves;
 * a topology that a client gives once fits no cluster that changes; and a node whose clock is wrong only refuses writes.
 */
export function withMemberChanges(rng: Prng, drawn: Drawn): Drawn {
  if (rng.float() >= RUN_RATIO) return drawn;
  const memberChanges = 1 + rng.below(MOST_CHANGES);
  const { settings, scenario } = drawn;
  const { gossip } = settings;
  const losesMemory = (scenario.faults ?? []).some(({ fault }) => LOSES_MEMORY.has(fault));
  return {
    ...{ ...drawn, scenario: losesMemory ? PLAIN_SCENARIO : scenario },
    settings: {
      ...{ ...settings, memberChanges, restarts: 0, clockJumps: 0 },
      nodes: Math.max(3, settings.nodes),
      driftRatio: Math.min(settings.driftRatio, MOST_KEPT_DRIFT),
      gossip: { ...gossip, topology: 'full', maxClockAheadMs: DEFAULT_GOSSIP.maxClockAheadMs },
    },
  };
}
