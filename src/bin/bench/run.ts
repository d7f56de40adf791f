/** Runs the bench from a terminal: the report goes to stdout, and the exit code says how it went. */

import process from 'node:process';
import type { Diagram } from '../../report/diagram/recording.ts';
import type { Report } from '../../report/schema/report-schema.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { interruption } from '../terminal/interruption.ts';
import { hasPage, writeReport, type Output } from '../terminal/output.ts';
import { RunFailed } from '../terminal/run-failed.ts';
import { version } from '../version.ts';
import { reachAgents } from './agents.ts';
import { attachmentFor } from './attach.ts';
import { benchCommandLine, type Extras } from './flags.ts';
import { nodeCommandFor } from './node-command.ts';

/** @returns the exit code: being stopped is how it ends well */
export async function runUntilStopped(settings: Settings, extras: Extras): Promise<number> {
  const { wallClockMs } = await import('../../observe/wall-clock.ts');
  const { runForever } = await import('../../bench/forever.ts');
  const failure = await runForever({
    settings,
    partitionEveryMs: extras.partitionEveryMs,
    metricsHost: extras.metricsHost,
    command: nodeCommandFor(settings, settings.strategy),
    signal: interruption(),
    stderr: process.stderr,
    now: wallClockMs,
  });
  if (failure !== null) process.stderr.write(`error: ${failure}\n`);
  return failure === null ? EXIT.ok : EXIT.failed;
}

export async function runBench(settings: Settings, extras: Extras): Promise<number> {
  const { renderText } = await import('../../report/text/text.ts');
  const output = { ...settings.output, open: extras.open, full: extras.full };
  const { report, page } = await benchWithPage(settings, output, extras);
  await writeReport(report, output, (screen, form) => renderText(report, screen, form), page);
  if (report.failure !== null) process.stderr.write(`error: ${report.failure}\n`);
  return exitCodeOf(
    report,
    report.runs.every(({ problems }) => problems.length === 0),
  );
}

/** Runs the bench. The page is made when it is called for; its diagram is only recorded where the output has a page. */
export async function benchWithPage(
  settings: Settings,
  output: Output,
  { metricsHost, diagramMessages, access }: Pick<Extras, 'metricsHost' | 'diagramMessages' | 'access'>,
): Promise<{ report: Report; page: () => Promise<string> }> {
  const { bench } = await import('../../bench/bench.ts');
  const { planTraces } = await import('../../bench/traces/trace-plan.ts');
  const { AgentsError } = await import('../../bench/agents/agents-error.ts');
  const attachment = await attachmentFor(settings);
  const diagrams: Diagram[] = [];
  const agents = await reachAgents(settings, access);
  const made = bench({
    ...{ settings, attachment, metricsHost, version, signal: interruption(), stderr: process.stderr },
    commandFor: (strategy, seed) => nodeCommandFor({ ...settings, seed }, strategy),
    traces: planTraces(process.env, settings),
    agents: agents.bus && { bus: agents.bus, build: agents.version },
    diagramMessages: hasPage(output) ? diagramMessages : 0,
    onDiagram: (diagram) => diagrams.push(diagram),
  });
  const report = await made.catch((error: unknown) => {
    throw error instanceof AgentsError ? new RunFailed(error.message) : error;
  });
  await agents.close();
  const page = async (): Promise<string> => {
    const { renderBenchPage } = await import('../../report/page/page.ts');
    return renderBenchPage(report, benchCommandLine(report.settings), diagrams);
  };
  return { report, page };
}

export function exitCodeOf(
  { failure, interrupted }: Pick<Report, 'failure' | 'interrupted'>,
  isSound: boolean,
): number {
  if (failure !== null) return EXIT.failed;
  if (interrupted) return EXIT.interrupted;
  return isSound ? EXIT.ok : EXIT.unsound;
}
