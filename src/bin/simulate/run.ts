/** Runs simulations from a terminal: progress while they run, then the report on stdout and an exit code. */

import process from 'node:process';
import { setImmediate as breathe } from 'node:timers/promises';
import { createLogUpdate } from 'log-update';
import type { SimulationReport } from '../../report/schema/simulation-schema.ts';
import { renderSimulation } from '../../report/text/simulation-text.ts';
import { StrategyError } from '../../core/dissemination/custom/strategy-error.ts';
import { swarm, type SwarmFailure, type SwarmResult } from '../../simulate/swarm.ts';
import type { SwarmLimit } from '../flags/simulation.ts';
import { commandLine } from '../terminal/command-line.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { interruption } from '../terminal/interruption.ts';
import { writeReport, type Output } from '../terminal/output.ts';
import type { Sweep } from './sweep.ts';
import { simulateApart, StrategyFailed, TooLarge } from './thread.ts';
import { version } from '../version.ts';

const REFRESH_MS = 200;

export async function runSimulate({ points, sweep }: Sweep, output: Output, replay: string): Promise<number> {
  const signal = interruption();
  const show = progressLine();
  try {
    const job = { points, sweep, version, replay };
    const report = await simulateApart(job, signal, (text) => show.line(() => text));
    show.end();
    await write(report, output);
    if (report.interrupted) return EXIT.interrupted;
    return report.runs.some(({ problems }) => problems.length > 0) ? EXIT.unsound : EXIT.ok;
  } catch (error) {
    show.end();
    if (!(error instanceof TooLarge) && !(error instanceof StrategyFailed)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    return EXIT.failed;
  }
}

function write(report: SimulationReport, output: Output): Promise<void> {
  return writeReport(
    report,
    output,
    (screen, form) => renderSimulation(report, screen, form),
    async () => {
      const { renderSimulationPage } = await import('../../report/page/page.ts');
      return renderSimulationPage(report);
    },
  );
}

/** @param strategy of all runs; absent: it is drawn, too */
export async function runSwarm(
  { runs, durationMs }: SwarmLimit,
  seed: number,
  json: boolean,
  strategy?: string,
): Promise<number> {
  const { stdout } = process;
  const signal = interruption();
  const show = progressLine();
  const startMs = performance.now();
  const perSecond = (done: number): string => (done / ((performance.now() - startMs) / 1000)).toFixed(1);
  const goOn = async (done: number): Promise<boolean> => {
    const leftMs = startMs + durationMs - performance.now();
    const goal = Number.isFinite(runs) ? `of ${runs} runs` : `runs, ${Math.ceil(leftMs / 1000)} s left`;
    show.line(() => `${done} ${goal} · ${perSecond(done)} runs/s`);
    await breathe();
    return !signal.aborted && leftMs > 0;
  };
  let result: SwarmResult;
  try {
    result = await swarm(runs, seed, goOn, strategy);
  } catch (error) {
    show.end();
    if (!(error instanceof StrategyError)) throw error;
    process.stderr.write(`error: --strategy ${error.message}\n`);
    return EXIT.failed;
  }
  show.end();
  const { failure, done, totals } = result;
  if (json) {
    stdout.write(
      `${JSON.stringify({ seed, runs: done, interrupted: signal.aborted, totals, failure }, null, 2)}\n`,
    );
    return failure === undefined ? (signal.aborted ? EXIT.interrupted : EXIT.ok) : EXIT.unsound;
  }
  stdout.write(
    `${done} runs from seed ${seed} on, ${perSecond(done)} runs/s: ${totals.operations} operations, ${totals.messages} messages, ${totals.staleReads} stale reads, ${totals.writes} writes\n`,
  );
  if (failure !== undefined) {
    stdout.write(failureText(failure, strategy));
    return EXIT.unsound;
  }
  if (signal.aborted) return EXIT.interrupted;
  const exact =
    totals.excused === 0
      ? 'every figure was exact'
      : `figures differed ${totals.excused} times, where a bound was hit`;
  stdout.write(`✓ nothing was lost or invented, all replicas became equal, and ${exact}\n`);
  return EXIT.ok;
}

/** What failed, and the command that runs it again. */
function failureText({ seed, description, problems }: SwarmFailure, strategy: string | undefined): string {
  const fixed: [string, string][] = strategy === undefined ? [] : [['strategy', strategy]];
  const flags: [string, string][] = [['swarm', '1'], ...fixed, ['seed', String(seed)]];
  return [
    `✗ seed ${seed} fails, also with no more than: ${description}`,
    ...problems.map((problem) => `  ${problem}`),
    `replay: ${commandLine('gossipscope simulate', flags)}\n`,
  ].join('\n');
}

/** One line of progress, shown only on a terminal. */
function progressLine(): { line: (text: () => string) => void; end: () => void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { line: () => undefined, end: () => undefined };
  const update = createLogUpdate(stderr);
  let shownMs = -Infinity;
  return {
    line(text) {
      if (performance.now() - shownMs < REFRESH_MS) return;
      shownMs = performance.now();
      update(text());
    },
    end() {
      update.clear();
      update.done();
    },
  };
}
