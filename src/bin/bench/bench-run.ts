/** Runs the bench for somebody at a terminal: the report on stdout, an exit code in the end. */

import { resolve } from 'node:path';
import process from 'node:process';
import type { NodeCommand } from '../../bench/cluster/child.ts';
import type { Report } from '../../report/schema/report-schema.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import { benchCommandLine } from '../terminal/command-line.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { interruption } from '../terminal/interruption.ts';
import { writeReport } from '../terminal/output.ts';
import { version } from '../version.ts';

/** What stands in no report: it changes nothing that is measured. */
export interface Extras {
  readonly forever?: boolean;
  /** Milliseconds. */
  readonly partitionEvery?: number;
  readonly metricsHost: string;
  /** Whether the page is shown in the browser. */
  readonly open?: boolean;
}

/** @returns the exit code: to be stopped is how it ends well */
export async function runUntilStopped(settings: Settings, extras: Extras): Promise<number> {
  const { benchNow } = await import('../../bench/bench.ts');
  const { runForever } = await import('../../bench/forever.ts');
  const failure = await runForever({
    settings,
    partitionEveryMs: extras.partitionEvery,
    metricsHost: extras.metricsHost,
    command: nodeCommandFor(settings, settings.strategy),
    signal: interruption(),
    stderr: process.stderr,
    now: benchNow,
  });
  if (failure !== null) process.stderr.write(`error: ${failure}\n`);
  return failure === null ? EXIT.ok : EXIT.nodeFailed;
}

export async function runBench(settings: Settings, { metricsHost, open = false }: Extras): Promise<number> {
  const { bench } = await import('../../bench/bench.ts');
  const { planTraces } = await import('../../bench/traces/trace-plan.ts');
  const { renderText } = await import('../../report/text/text.ts');
  const { stderr } = process;
  const signal = interruption();
  const commandFor = (strategy: string | null): NodeCommand => nodeCommandFor(settings, strategy);
  const traces = planTraces(process.env, settings);
  const report = await bench({ settings, metricsHost, commandFor, traces, version, signal, stderr });
  await writeReport(
    report,
    { ...settings.output, open },
    (screen) => renderText(report, screen),
    async () => {
      const { renderBenchPage } = await import('../../report/page/page.ts');
      return renderBenchPage(report, benchCommandLine(report.settings));
    },
  );
  if (report.failure !== null) stderr.write(`error: ${report.failure}\n`);
  return exitCodeOf(report);
}

function exitCodeOf({ failure, interrupted, runs }: Report): number {
  if (failure !== null) return EXIT.nodeFailed;
  if (interrupted) return EXIT.interrupted;
  return runs.some(({ problems }) => problems.length > 0) ? EXIT.unsound : EXIT.ok;
}

/** Our settings go to the nodes as variables: strangers do not mind, and arguments after -- still win. */
function nodeCommandFor(
  { bin, nodeArgs, seed, workload, preset }: Settings,
  strategy: string | null,
): NodeCommand {
  const { env, execPath, argv } = process;
  const variables = {
    GOSSIP_METRICS_PORT: env['GOSSIP_METRICS_PORT'] ?? '0',
    GOSSIP_WORKLOAD: workload,
    GOSSIP_SEED: String(seed),
    // The address of a node's metrics stands in its log.
    GOSSIP_LOG_LEVEL: env['GOSSIP_LOG_LEVEL'] === 'debug' ? 'debug' : 'info',
    ...(strategy === null ? {} : { GOSSIP_STRATEGY: strategy }),
    ...(preset === null ? {} : { GOSSIP_PRESET: preset }),
  };
  if (bin !== null) return { command: resolve(bin), args: nodeArgs, env: variables };
  return { command: execPath, args: [argv[1] ?? '', 'node', ...nodeArgs], env: variables };
}
