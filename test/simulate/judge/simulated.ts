/** A small simulation that has run, all of it sound: tests change one thing and judge. */

import assert from 'node:assert/strict';
import { scenarioNamed } from '../../../src/net/scenarios.ts';
import { judge } from '../../../src/simulate/judge/judge.ts';
import { Simulation } from '../../../src/simulate/simulation.ts';
import { settingsWith, type Changes } from '../settings.ts';

export const SMALL: Changes = { nodes: 3, keys: 3, ratePerSec: 100, durationMs: 500, latencyMs: 5 };

export function simulated(changes: Changes = {}, scenario = 'normal'): Simulation {
  const simulation = new Simulation(
    settingsWith({ ...SMALL, ...changes }),
    scenarioNamed(scenario) ?? assert.fail(),
  );
  simulation.runThrough();
  return simulation;
}

/** Judges it after something was changed. */
export function judged(change: (simulation: Simulation) => void, changes: Changes = {}) {
  const simulation = simulated(changes);
  change(simulation);
  return judge(simulation, false);
}
