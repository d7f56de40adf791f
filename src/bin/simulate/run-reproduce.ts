/** Makes published tables from a terminal: progress while it runs, then theirs and ours side by side. */

import process from 'node:process';
import { screenOf } from '../../report/text/paint.ts';
import { REPRODUCTION_NAMES, type ReproductionName } from '../../simulate/reproduce/names.ts';
import {
  reproducedOf,
  turnsOf,
  type Measured,
  type Reproduced,
} from '../../simulate/reproduce/reproduction.ts';
import { REPRODUCTIONS } from '../../simulate/reproduce/reproductions.ts';
import type { NatsSettings } from '../../transport/nats/settings.ts';
import { jobsFor, withWorkers } from '../pool/jobs.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { interruption } from '../terminal/interruption.ts';
import { progressLine } from '../terminal/progress-line.ts';
import { reproducedText } from './reproduced-text.ts';

/** All have so many sites at most. */
const NODES = 1000;

export interface HowToReproduce {
  readonly seed: number;
  /** How often each case is measured. */
  readonly turns: number;
  readonly jobs: number | undefined;
  /** Who measures; undefined: this machine. */
  readonly agents: NatsSettings | undefined;
  readonly json: boolean;
}

export async function runReproduce(
  wanted: ReproductionName | 'all',
  { seed, turns, jobs, agents, json }: HowToReproduce,
): Promise<number> {
  const signal = interruption();
  const planned = (wanted === 'all' ? REPRODUCTION_NAMES : [wanted]).map((name) => {
    const reproduction = REPRODUCTIONS[name];
    return { reproduction, all: turnsOf(reproduction, seed, turns) };
  });
  const runs = planned.reduce((sum, { all }) => sum + all.length, 0);
  const found: Reproduced[] = [];
  await withWorkers({ jobs: jobsFor({ jobs, runs, nodes: NODES }), agents, signal }, async (workers) => {
    let done = 0;
    const line = progressLine(() => [`${done} of ${runs} measurements`, ...workers.describe()], signal);
    try {
      for (const { reproduction, all } of planned) {
        const measured: Measured[] = [];
        for await (const one of workers.inOrder('turn', all)) {
          if (one === null) return;
          measured.push(one);
          done++;
        }
        found.push(reproducedOf(reproduction, seed, measured));
      }
    } finally {
      line.end();
    }
  });
  if (json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else
    for (const one of found)
      process.stdout.write(
        `${reproducedText(REPRODUCTIONS[one.name], one, screenOf(process.stdout, process.env))}\n\n`,
      );
  return signal.aborted ? EXIT.interrupted : EXIT.ok;
}
