/** Runs simulations from a terminal: progress while they run, then the report on stdout and an exit code. */

import type { Diagram } from '../../report/diagram/recording.ts';
import type { SimulationReport } from '../../report/schema/simulation-schema.ts';
import { renderSimulation } from '../../report/text/simulation-text.ts';
import { simulate } from '../../simulate/simulate.ts';
import type { NatsSettings } from '../../transport/nats/settings.ts';
import { jobsFor, withWorkers } from '../pool/jobs.ts';
import type { Workers } from '../pool/workers.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { interruption } from '../terminal/interruption.ts';
import { hasPage, writeReport, type Output } from '../terminal/output.ts';
import { progressLine } from '../terminal/progress-line.ts';
import { version } from '../version.ts';
import type { Sweep } from './sweep.ts';

export interface HowToRun {
  readonly output: Output;
  /** The command that runs it again. */
  readonly replay: string;
  /** Simulations at a time; undefined: as many as there are cores. */
  readonly jobs: number | undefined;
  /** Undefined: this machine does all of it. */
  readonly agents: NatsSettings | undefined;
  /** Messages that the page shows one by one, of all runs together. */
  readonly diagramMessages: number;
}

export async function runSimulate({ points, sweep, skipped }: Sweep, how: HowToRun): Promise<number> {
  const signal = interruption();
  const runs = points.reduce((sum, { settings }) => sum + settings.scenarios.length * settings.repeat, 0);
  const nodes = Math.max(...points.map(({ settings }) => settings.nodes));
  const diagrams: Diagram[] = [];
  const jobs = jobsFor({ jobs: how.jobs, runs, nodes });
  const report = await withWorkers({ jobs, nodes, agents: how.agents, signal }, async (workers) => {
    let done = 0;
    const line = progressLine(() => progressOf(workers, done, runs), signal);
    try {
      return await simulate({
        ...{ points, sweep, skipped, version, signal, replay: how.replay },
        runAll: (planned) => workers.inOrder('scenario', planned),
        onResult: () => done++,
        diagramMessages: hasPage(how.output) ? how.diagramMessages : 0,
        onDiagram: (diagram) => diagrams.push(diagram),
      });
    } finally {
      line.end();
    }
  });
  await write(report, how.output, diagrams);
  if (report.interrupted) return EXIT.interrupted;
  return report.runs.some(({ problems }) => problems.length > 0) ? EXIT.unsound : EXIT.ok;
}

function progressOf(workers: Workers, done: number, of: number): string[] {
  const progress = workers.progress();
  const turn = of > 1 ? [`${Math.min(done + 1, of)} of ${of}`] : [];
  if (progress === undefined) return [...turn, ...workers.describe()];
  const { nowMs, operations, pending, messages } = progress;
  return [
    ...turn,
    `${(nowMs / 1000).toFixed(1)} s of virtual time`,
    `${operations} operations`,
    `${pending} writes pending`,
    `${messages} messages`,
  ];
}

function write(report: SimulationReport, output: Output, diagrams: readonly Diagram[]): Promise<void> {
  return writeReport(
    report,
    output,
    (screen, form) => renderSimulation(report, screen, form),
    async () => {
      const { renderSimulationPage } = await import('../../report/page/page.ts');
      return renderSimulationPage(report, diagrams);
    },
  );
}
