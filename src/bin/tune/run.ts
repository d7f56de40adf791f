/** Tunes from a terminal: progress while it searches, then the recommendation on stdout and an exit code. */

import { SCHEMA_VERSION } from '../../report/schema/schema-version.ts';
import type { TuneReport } from '../../report/schema/tune-schema.ts';
import { renderTune } from '../../report/text/tune-text.ts';
import { tune, type Goal } from '../../simulate/tune/tune.ts';
import type { NatsSettings } from '../../transport/nats/settings.ts';
import { jobsFor, withWorkers } from '../pool/jobs.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { interruption } from '../terminal/interruption.ts';
import { writeReport, type Output } from '../terminal/output.ts';
import { progressLine } from '../terminal/progress-line.ts';
import { version } from '../version.ts';
import { confirmingCommand } from './confirm.ts';
import type { Space } from './space.ts';

export interface HowToTune extends Goal, Space {
  readonly seeds: number;
  readonly output: Output;
  readonly replay: string;
  readonly jobs: number | undefined;
  /** Undefined: this machine does all of it. */
  readonly agents: NatsSettings | undefined;
}

export async function runTune({
  points,
  neighboursOf,
  seeds,
  output,
  replay,
  jobs: asked,
  agents,
  ...goal
}: HowToTune): Promise<number> {
  const signal = interruption();
  const settings = points[0]?.settings;
  if (settings === undefined) throw new RangeError('there is nothing to choose from');
  const jobs = jobsFor({ jobs: asked, runs: points.length, nodes: settings.nodes });
  const { chosen, ...tuned } = await withWorkers(
    { jobs, nodes: settings.nodes, agents, signal },
    async (workers) => {
      let runs = 0;
      const line = progressLine(() => [`${runs} simulations`, ...workers.describe()], signal);
      try {
        return await tune({
          ...{ points, neighboursOf, seeds, signal, ...goal },
          runAll: (planned) => workers.inOrder('scenario', planned),
          onProgress: (done) => (runs = done),
        });
      } finally {
        line.end();
      }
    },
  );
  const report: TuneReport = {
    ...{ schemaVersion: SCHEMA_VERSION, tool: { name: 'gossipscope', version }, replay, settings },
    targets: goal.targets.map(inReport),
    minimize: goal.minimize.name,
    ...tuned,
    confirm: chosen === undefined ? null : confirmingCommand(chosen.settings),
  };
  await writeReport(
    report,
    output,
    (screen) => renderTune(report, screen),
    async () => {
      const { renderTunePage } = await import('../../report/page/tune-page.ts');
      return renderTunePage(report);
    },
  );
  if (report.interrupted) return EXIT.interrupted;
  return report.recommended === null ? EXIT.unsound : EXIT.ok;
}

function inReport({ measure, bound, text }: HowToTune['targets'][number]): TuneReport['targets'][number] {
  return { measure: measure.name, worse: measure.worse, bound, text };
}
