/** Runs the bench from a terminal: the report goes to stdout, and the exit code says how it went. */

import { resolve } from 'node:path';
import process from 'node:process';
import type { NodeCommand } from '../../bench/cluster/child.ts';
import type { Report } from '../../report/schema/report-schema.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import { BOUNDS } from '../flags/bounds.ts';
import { variableOf } from '../flags/flag.ts';
import { textOf } from '../flags/value.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { interruption } from '../terminal/interruption.ts';
import { writeReport } from '../terminal/output.ts';
import { version } from '../version.ts';
import { benchCommandLine, type Extras } from './flags.ts';

/** @returns the exit code: being stopped is how it ends well */
export async function runUntilStopped(settings: Settings, extras: Extras): Promise<number> {
  const { benchNow } = await import('../../bench/bench.ts');
  const { runForever } = await import('../../bench/forever.ts');
  const failure = await runForever({
    settings,
    partitionEveryMs: extras.partitionEveryMs,
    metricsHost: extras.metricsHost,
    command: nodeCommandFor(settings, settings.strategy),
    signal: interruption(),
    stderr: process.stderr,
    now: benchNow,
  });
  if (failure !== null) process.stderr.write(`error: ${failure}\n`);
  return failure === null ? EXIT.ok : EXIT.failed;
}

export async function runBench(settings: Settings, { metricsHost, open, full }: Extras): Promise<number> {
  const { bench } = await import('../../bench/bench.ts');
  const { planTraces } = await import('../../bench/traces/trace-plan.ts');
  const { renderText } = await import('../../report/text/text.ts');
  const { stderr } = process;
  const signal = interruption();
  const commandFor = (strategy: string | null, seed: number): NodeCommand =>
    nodeCommandFor({ ...settings, seed }, strategy);
  const traces = planTraces(process.env, settings);
  const report = await bench({ settings, metricsHost, commandFor, traces, version, signal, stderr });
  await writeReport(
    report,
    { ...settings.output, open, full },
    (screen, form) => renderText(report, screen, form),
    async () => {
      const { renderBenchPage } = await import('../../report/page/page.ts');
      return renderBenchPage(report, benchCommandLine(report.settings));
    },
  );
  if (report.failure !== null) stderr.write(`error: ${report.failure}\n`);
  return exitCodeOf(report);
}

function exitCodeOf({ failure, interrupted, runs }: Report): number {
  if (failure !== null) return EXIT.failed;
  if (interrupted) return EXIT.interrupted;
  return runs.some(({ problems }) => problems.length > 0) ? EXIT.unsound : EXIT.ok;
}

/** Our nodes get their settings as variables: other programs ignore them, and arguments after -- still win. */
export function nodeCommandFor(
  { bin, nodeArgs, seed, workload, preset, bounds }: Settings,
  strategy: string | null,
): NodeCommand {
  const { env, execPath, argv } = process;
  const variables = {
    GOSSIP_METRICS_PORT: env['GOSSIP_METRICS_PORT'] ?? '0',
    GOSSIP_WORKLOAD: workload,
    GOSSIP_SEED: String(seed),
    // The bench reads the address of a node's metrics from the node's log.
    GOSSIP_LOG_LEVEL: env['GOSSIP_LOG_LEVEL'] === 'debug' ? 'debug' : 'info',
    ...(strategy === null ? {} : { GOSSIP_STRATEGY: strategy }),
    ...(preset === null ? {} : { GOSSIP_PRESET: preset }),
    ...(Object.keys(bounds).length === 0 ? {} : { [variableOf(BOUNDS)]: textOf(BOUNDS, bounds) }),
  };
  if (bin !== null) return { command: resolve(bin), args: nodeArgs, env: variables };
  return { command: execPath, args: [argv[1] ?? '', 'node', ...nodeArgs], env: variables };
}
