/** Makes planned runs one after the other in this thread, as the pool of the program does in others. */

import assert from 'node:assert/strict';
import { scenarioNamed } from '../../src/net/scenarios.ts';
import { runScenario, type ScenarioResult } from '../../src/simulate/run.ts';
import type { PlannedRun } from '../../src/simulate/simulate.ts';

export async function* runsInTurn(runs: readonly PlannedRun[]): AsyncGenerator<ScenarioResult, void> {
  const { signal } = new AbortController();
  for (const { settings, scenario: name } of runs) {
    const scenario = scenarioNamed(name);
    assert.ok(scenario !== undefined, name);
    yield await runScenario({ settings, scenario, signal, breathe: () => Promise.resolve() });
  }
}
