/** What lies around a set of settings in the space that is searched: each setting a little less and a little more, one at a time. */

import { InvalidArgumentError } from 'commander';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';
import { problemWith } from '../../simulate/settings.ts';
import type { SimulationPoint } from '../../simulate/simulate.ts';
import type { Flag } from '../flags/flag.ts';
import { TIMING_FLAGS } from '../flags/gossip.ts';
import type { Given } from '../flags/option.ts';
import { pointsOf } from '../simulate/sweep.ts';
import { durationText, parseDurationMs } from '../terminal/duration.ts';

type NeighboursOf = (one: SimulationPoint) => readonly SimulationPoint[];

/** Values closer than this are one: no run could tell them apart. */
const LEAST_FACTOR = 1.15;
const FIGURES = 2;

/** Never one that was given out before. @param points that are tried first */
export function neighboursAmong(
  given: Given,
  base: SimulationSettings,
  points: readonly SimulationPoint[],
): NeighboursOf {
  const known = new Map(points.map((one) => [keyOf(one), one]));
  return (one) => {
    const siblings = [...known.values()].filter(
      ({ settings }) => settings.gossip.strategy === one.settings.gossip.strategy,
    );
    const found = TIMING_FLAGS.flatMap((flag) => {
      const text = one.point[flag.name];
      if (text === undefined) return [];
      const texts = siblings.flatMap(({ point }) => point[flag.name] ?? []);
      return valuesAround(flag, text, texts).flatMap((value) =>
        pointAt(given, base, { ...one.point, [flag.name]: value }),
      );
    });
    const fresh = found.filter((point) => !known.has(keyOf(point)));
    for (const point of fresh) known.set(keyOf(point), point);
    return fresh;
  };
}

function keyOf({ point }: SimulationPoint): string {
  return JSON.stringify(Object.entries(point).sort());
}

/** Empty: it is not allowed. */
function pointAt(given: Given, base: SimulationSettings, point: SimulationPoint['point']): SimulationPoint[] {
  const sweep = Object.entries(point).map(([flag, value]) => `${flag}=${value}`);
  try {
    return pointsOf(given, base, sweep.join('\n')).points.filter(
      ({ settings }) => problemWith(settings) === undefined,
    );
  } catch (error) {
    if (error instanceof InvalidArgumentError) return [];
    throw error;
  }
}

/** Counts by one; times halfway, by their factor, to what was tried next to them, and as far beyond the least and the greatest. */
export function valuesAround({ kind }: Pick<Flag, 'kind'>, text: string, tried: readonly string[]): string[] {
  if (kind === 'number') return [Number(text) - 1, Number(text) + 1].map(String);
  if (kind !== 'duration') return [];
  const value = parseDurationMs(text);
  const others = tried.map(parseDurationMs);
  const below = Math.max(...others.filter((other) => other < value));
  const above = Math.min(...others.filter((other) => other > value));
  return [halfway(value, below, above), halfway(value, above, below)]
    .filter((ms) => ms > 0 && Math.max(ms / value, value / ms) >= LEAST_FACTOR)
    .map(durationText);
}

/** @param to infinite where there is none; then as far beyond as halfway to the other side */
function halfway(from: number, to: number, otherSide: number): number {
  if (from === 0) return Number.isFinite(to) ? rounded(to / 2) : 0;
  if (to === 0) return rounded(from / 2);
  if (Number.isFinite(to)) return rounded(Math.sqrt(from * to));
  return otherSide > 0 && Number.isFinite(otherSide) ? rounded(from * Math.sqrt(from / otherSide)) : 0;
}

function rounded(ms: number): number {
  return Number(ms.toPrecision(FIGURES));
}
