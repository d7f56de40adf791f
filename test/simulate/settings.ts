/** Settings of simulations for tests: the defaults, with what a test cares about put over them. */

import { PRESETS, type GossipSettings } from '../../src/core/config.ts';
import { repairAfterMsOf } from '../../src/core/dissemination/strategies.ts';
import { scenarioNamed, type Scenario } from '../../src/net/scenarios.ts';
import type { Run } from '../../src/report/schema/run-schema.ts';
import type { SimulationSettings } from '../../src/report/schema/simulation-settings-schema.ts';
import { judge } from '../../src/simulate/judge/judge.ts';
import { DEFAULT_SIMULATION } from '../../src/simulate/settings.ts';
import { Simulation } from '../../src/simulate/simulation.ts';

export interface Changes extends Partial<Omit<SimulationSettings, 'gossip'>> {
  readonly gossip?: Partial<GossipSettings>;
  readonly preset?: keyof typeof PRESETS;
}

export function settingsWith({ gossip = {}, preset, ...changes }: Changes): SimulationSettings {
  const standard = DEFAULT_SIMULATION.gossip;
  const repairAfterMs = repairAfterMsOf(gossip.strategy ?? standard.strategy);
  return {
    ...DEFAULT_SIMULATION,
    ...changes,
    gossip: { ...standard, repairAfterMs, ...(preset && PRESETS[preset]), ...gossip },
  };
}

/** @param watch sees the simulation before it runs */
export function runOf(
  changes: Changes,
  scenario: string | Scenario = 'normal',
  watch: (simulation: Simulation) => void = () => undefined,
): Run & { readonly simulation: Simulation } {
  const found = typeof scenario === 'string' ? scenarioNamed(scenario) : scenario;
  if (found === undefined) throw new Error('no such scenario');
  const simulation = new Simulation(settingsWith(changes), found);
  watch(simulation);
  simulation.runThrough();
  return { ...judge(simulation, false), simulation };
}
