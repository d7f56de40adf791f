/** A sweep: flags take several values, and each combination of them is a simulation of its own. */

import { InvalidArgumentError } from 'commander';
import type { Varied } from '../../report/schema/repeated-schema.ts';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';
import type { SimulationPoint } from '../../simulate/simulate.ts';
import { SEED } from '../flags/every-command.ts';
import type { Flag } from '../flags/flag.ts';
import { idleWith } from '../flags/no-effect.ts';
import { joinedTexts, repeatedTexts, type Given } from '../flags/option.ts';
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
  const overruled = flags.find((flag) => given.has(flag));
  if (overruled !== undefined)
    throw new InvalidArgumentError(
      `--${overruled} ${given.get(overruled)} would change nothing: the sweep gives its values. Leave it out`,
    );
  const all = new Map<string, SimulationPoint>();
  const without = new Map<string, Set<string>>();
  for (const values of combinations(sweep)) {
    const asked = settingsFrom(new Map([...given, ...values]), base);
    const point = values.filter(([name]) => {
      const because = idleWith(flagNamed(name), asked);
      if (because !== undefined) without.set(because, (without.get(because) ?? new Set()).add(name));
      return because === undefined;
    });
    const settings = settingsFrom(new Map([...given, ...point]), base);
    all.set(JSON.stringify(point), { settings, point: Object.fromEntries(point) });
  }
  const points = [...all.values()];
  checkSize(points, flags);
  const skipped = [...without].map(
    ([because, idle]) =>
      `${[...idle].map((flag) => `--${flag}`).join(', ')} has no effect with ${because}: it ran once for all values`,
  );
  return { points, sweep, skipped };
}

/** As it would be typed after --sweep; undefined where nothing is varied. */
export function textOf(sweep: Varied): string | undefined {
  return sweep.length === 0
    ? undefined
    : joinedTexts(sweep.map(({ flag, values }) => `${flag}=${values.join(',')}`));
}

function checkSize(points: readonly SimulationPoint[], flags: readonly string[]): void {
  const runs = points.reduce((sum, { settings }) => sum + settings.scenarios.length * settings.repeat, 0);
  const repeats = Math.max(...points.map(({ settings }) => settings.repeat));
  if (repeats > 1 && flags.includes(SEED.name))
    throw new InvalidArgumentError('--repeat runs further seeds already: sweep something else');
  if (flags.length > 0 && runs > MAX_RUNS)
    throw new InvalidArgumentError(`It makes ${runs} simulations, at most ${MAX_RUNS} are allowed.`);
}

/** @param name of a flag that can be swept */
function flagNamed(name: string): Flag {
  return SWEPT_FLAGS.find((flag) => flag.name === name) as Flag;
}
