/** A run in a line or two: what happened to its network and its nodes. */

import type { Run } from '../schema/run-schema.ts';
import { cutsOf } from '../words/cuts.ts';
import { faultsOf } from '../words/faults.ts';
import type { Screen } from './paint.ts';

export function describeRun(run: Run, { paint }: Screen): string {
  const happened = happenings(run).map((one) => `\n  ${one}`);
  return `${paint.bold(run.scenario)}: ${run.description}${interruption(run)}${happened.join('')}`;
}

/** The same in one line, if it fits: what happened says more than what was planned. */
export function describeRunShortly(run: Run, { paint }: Screen): string {
  const happened = happenings(run);
  const what = happened.length === 0 ? run.description : happened.join('; ');
  return `${paint.bold(run.scenario)}: ${what}${interruption(run)}`;
}

function happenings(run: Run): string[] {
  return [...cutsOf(run), ...faultsOf(run)];
}

function interruption({ interrupted }: Run): string {
  return interrupted ? ' (interrupted)' : '';
}
