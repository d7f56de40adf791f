/** A sweep: flags take several values, and each combination of them is a simulation of its own. */

import { InvalidArgumentError } from 'commander';
import type { Varied } from '../../report/schema/repeated-schema.ts';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';
import type { SimulationPoint } from '../../simulate/simulate.ts';
import { SEED } from '../flags/every-command.ts';
import { hasEffect } from '../flags/no-effect.ts';
import { repeatedTexts, type Given } from '../flags/option.ts';
import { combinations, variedIn } from '../flags/varied.ts';
import { SETTING_FLAGS, settingsFrom, SWEPT_FLAGS } from './flags.ts';

/** The most simulations in one sweep, repeats included. */
const MAX_RUNS = 1000;

export interface Sweep {
  readonly points: readonly SimulationPoint[];
  readonly sweep: Varied;
  /** Points that would have been the same as another, in words. */
  readonly skipped: readonly string[];
}

/** @param text of --sweep, each `flag=from..to`, `flag=from..to/step` or `flag=a,b,c`. @throws {InvalidArgumentError} */
export function pointsOf(given: Given, base: SimulationSettings, text: string | undefined): Sweep {
  const sweep =
    text === undefined
      ? []
      : repeatedTexts(text).map((one) => variedIn(one, SWEPT_FLAGS, SETTING_FLAGS, MAX_RUNS));
  const flags = sweep.map(({ flag }) => flag);
  const twice = flags.find((flag, index) => flags.indexOf(flag) < index);
  if (twice !== undefined)
    throw new InvalidArgumentError(`--${twice} is swept twice: give all its values at once`);
  const all = new Map<string, SimulationPoint>();
  const without = new Map<string, Set<string>>();
  for (const values of combinations(sweep)) {
    const { gossip } = settingsFrom(new Map([...given, ...values]), base);
    const point = values.filter(([flag]) => hasEffect(flag, gossip.strategy));
    if (point.length < values.length) {
      const idle = without.get(gossip.strategy) ?? new Set();
      for (const [flag] of values) if (!hasEffect(flag, gossip.strategy)) idle.add(flag);
      without.set(gossip.strategy, idle);
    }
    const settings = settingsFrom(new Map([...given, ...point]), base);
    all.set(JSON.stringify(point), { settings, point: Object.fromEntries(point) });
  }
  const points = [...all.values()];
  checkSize(points, flags);
  const skipped = [...without].map(
    ([strategy, idle]) =>
      `${strategy} does not look at ${[...idle].map((flag) => `--${flag}`).join(', ')}: it ran once for all values`,
  );
  return { points, sweep, skipped };
}

function checkSize(points: readonly SimulationPoint[], flags: readonly string[]): void {
  const runs = points.reduce((sum, { settings }) => sum + settings.scenarios.length * settings.repeat, 0);
  const repeats = Math.max(...points.map(({ settings }) => settings.repeat));
  if (repeats > 1 && flags.includes(SEED.name))
    throw new InvalidArgumentError('--repeat runs further seeds already: sweep something else');
  if (flags.length > 0 && runs > MAX_RUNS)
    throw new InvalidArgumentError(`It makes ${runs} simulations, at most ${MAX_RUNS} are allowed.`);
}
