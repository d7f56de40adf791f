/** What a run of Stryker comes to: how many mutants died, which survive, and which of those are equivalent. */

import { EQUIVALENT } from './equivalent.ts';
import type { Equivalent } from './equivalent/equivalent.ts';
import { NOT_DRAWN, NOT_LOOKED_AT } from './compile-check.ts';
import type { Mutant, MutantReport } from './tool.ts';

export interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

export interface Score {
  /** Those that the time limit ended among them. What does not compile is no mutant. */
  readonly killed: number;
  readonly equivalent: number;
  /** In a default after `??` that only the types ask for: no test ever comes to it. */
  readonly unreached: number;
  readonly survivors: readonly Survivor[];
  /** Those that were not tried, and compile: as far as nobody looked, as many as of the others. */
  readonly notDrawn: number;
}

export function scoreOf({ files }: MutantReport): Score {
  let [killed, equivalent, unreached] = [0, 0, 0];
  const survivors: Survivor[] = [];
  for (const [file, { source, mutants }] of Object.entries(files))
    for (const mutant of mutants) {
      if (['Killed', 'Timeout', 'RuntimeError'].includes(mutant.status)) killed++;
      if (!['Survived', 'NoCoverage'].includes(mutant.status)) continue;
      const survivor = survivorOf(file, source, mutant);
      if (isEquivalent(survivor, source)) equivalent++;
      else if (isUnreachedDefault(source, mutant)) unreached++;
      else survivors.push(survivor);
    }
  const tried = killed + equivalent + unreached + survivors.length;
  return { killed, equivalent, unreached, survivors, notDrawn: notDrawnOf(files, tried) };
}

function notDrawnOf(files: MutantReport['files'], tried: number): number {
  const all = Object.values(files).flatMap(({ mutants }) => mutants);
  const count = (reason: string): number => all.filter(({ statusReason }) => statusReason === reason).length;
  const [drawn, unlooked] = [count(NOT_DRAWN), count(NOT_LOOKED_AT)];
  const compiling = unlooked === 0 ? 0 : (tried + drawn) / (all.length - unlooked);
  return Math.round(drawn + unlooked * compiling);
}

/** Of the mutants that could be killed, the share that was; 1 where there are none. */
export function share({ killed, survivors }: Score): number {
  return killed + survivors.length === 0 ? 1 : killed / (killed + survivors.length);
}

/** Where the share of all lies of which a sample has this one, 95 % of the time (Wilson 1927). */
export function interval(score: Score): [lo: number, hi: number] {
  const z = 1.96;
  const n = score.killed + score.survivors.length;
  const middle = (share(score) + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const off =
    (z / (1 + z ** 2 / n)) * Math.sqrt((share(score) * (1 - share(score))) / n + (z / (2 * n)) ** 2);
  return [middle - off, middle + off];
}

function survivorOf(file: string, source: string, { location, replacement = '' }: Mutant): Survivor {
  const [from, to] = [source.slice(...placesOf(source, location)), replacement].map(oneLine);
  return { file, line: location.start.line, from: from ?? '', to: to ?? '' };
}

function isEquivalent({ file, line, from, to }: Survivor, source: string): boolean {
  const text = source.split('\n')[line - 1]?.trim() ?? '';
  const isIt = (one: Equivalent): boolean =>
    one.file === file &&
    one.from === from &&
    (one.to === undefined || one.to === to) &&
    (one.at === undefined || text.startsWith(one.at));
  return EQUIVALENT.some(isIt);
}

function isUnreachedDefault(source: string, { status, location }: Mutant): boolean {
  const [start] = placesOf(source, location);
  return status === 'NoCoverage' && source.slice(0, start).trimEnd().endsWith('??');
}

/** Lines and columns count from 1. */
function placesOf(source: string, { start, end }: Mutant['location']): [number, number] {
  const lines = source.split('\n');
  const place = ({ line, column }: Mutant['location']['start']): number =>
    lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  return [place(start), place(end)];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
