/** A simulation as a function: settings in, report out. It is the same as `gossipscope simulate`, in the caller's thread. */

import { setImmediate as breathe } from 'node:timers/promises';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { DEFAULT_GOSSIP, type GossipSettings, type PresetName } from '../core/config.ts';
import { definitionProblem, type StrategyDefinition } from '../core/dissemination/custom/definition.ts';
import { addStrategy } from '../core/dissemination/strategies.ts';
import { scenarioNamed } from '../net/scenarios.ts';
import { completeSettings, PRESET_NAMES, type NodeSettings } from '../host/settings.ts';
import {
  SimulationSettingsSchema,
  type SimulationSettings,
} from '../report/schema/simulation-settings-schema.ts';
import type { SimulationReport } from '../report/schema/simulation-schema.ts';
import { DEFAULT_SIMULATION, problemWith } from '../simulate/settings.ts';
import { runScenario, type ScenarioResult } from '../simulate/run.ts';
import { simulate as run, type PlannedRun } from '../simulate/simulate.ts';
import { loadStrategies } from '../simulate/strategies/load.ts';

/** The settings of a report, all in one object, and each with the default of its flag. */
export interface SimulateOptions
  extends Partial<Omit<SimulationSettings, 'gossip'>>, Partial<Omit<GossipSettings, 'strategy'>> {
  /** One of ours by its name, one of your own, or the file that exports it. */
  readonly strategy?: string | StrategyDefinition;
  /** Settings that go together; all others win over it. */
  readonly preset?: PresetName;
  /** Aborted: the report has what was simulated so far. */
  readonly signal?: AbortSignal;
}

/**
 * Runs every scenario in virtual time. A run whose figures are not true, or that loses a write, has `problems`.
 * @throws {RangeError} which says what is wrong with the options
 * @throws {StrategyError} which says where the strategy went wrong
 */
export async function simulate(options: SimulateOptions = {}): Promise<SimulationReport> {
  checkForm(options);
  const { strategy, preset, signal = new AbortController().signal, ...given } = options;
  const name = typeof strategy === 'object' ? added(strategy) : strategy;
  if (name !== undefined) await loadStrategies([name]);
  const settings = settingsFrom({ ...given, ...(name !== undefined && { strategy: name }) }, preset);
  const problem = problemWith(settings);
  if (problem !== undefined) throw new RangeError(problem);
  return run({
    points: [{ settings, point: {} }],
    ...{ sweep: [], skipped: [] },
    version: packageJson.version,
    replay: `simulate(${JSON.stringify(settings)})`,
    runAll: (planned) => oneByOne(planned, signal),
    signal,
  });
}

/** What no schema looks at; from JavaScript it may be anything. @throws {RangeError} */
function checkForm(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new RangeError(`the options are ${shown(options)}, not an object`);
  const { signal } = options as { signal?: { aborted?: unknown } | null };
  // By its form: that of another realm, as in some test runners, is no instance of ours.
  if (signal !== undefined && typeof signal?.aborted !== 'boolean')
    throw new RangeError(`signal is ${shown(signal)}, not an AbortSignal`);
}

function shown(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** In the caller's thread: strategies that are objects cannot leave it. */
async function* oneByOne(
  planned: readonly PlannedRun[],
  signal: AbortSignal,
): AsyncGenerator<ScenarioResult | null, void> {
  for (const { settings, scenario: name } of planned) {
    const scenario = scenarioNamed(name);
    if (scenario === undefined || signal.aborted) yield null;
    else yield await runScenario({ settings, scenario, signal, breathe: () => breathe() });
  }
}

/** @returns its name @throws {RangeError} */
function added(definition: StrategyDefinition): string {
  const problem = definitionProblem(definition);
  if (problem !== undefined) throw new RangeError(`strategy ${problem}`);
  const { name } = definition;
  if (!addStrategy({ name, definition }))
    throw new RangeError(`there is another strategy called ${name}: reports tell them apart by their names`);
  return name;
}

/** @throws {RangeError} */
function settingsFrom(given: Readonly<Record<string, unknown>>, preset?: PresetName): SimulationSettings {
  if (preset !== undefined && !PRESET_NAMES.includes(preset))
    throw new RangeError(`there is no preset ${preset as string}. Choose from: ${PRESET_NAMES.join(', ')}`);
  const pick = (isGossip: boolean): Record<string, unknown> =>
    Object.fromEntries(Object.entries(given).filter(([setting]) => setting in DEFAULT_GOSSIP === isGossip));
  const gossip = completeSettings(pick(true), DEFAULT_SIMULATION.gossip as NodeSettings, preset);
  const parsed = SimulationSettingsSchema.safeParse({ ...DEFAULT_SIMULATION, ...pick(false), gossip });
  if (!parsed.success) throw new RangeError(z.prettifyError(parsed.error));
  return parsed.data;
}
