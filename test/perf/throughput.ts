/** How many writes a second a node answers from stdin to stdout, beside the bare loop over the same lines. */

import { startCollector } from './collector.ts';
import { figure, target, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { interleave, ratioOf, spreadOf } from './sampling.ts';
import { BARE, nodeProgram, Subject, type Program } from './subject.ts';
import { writeLines } from './write-lines.ts';

/** Between one and two seconds of work. */
const WRITES = 400_000;
const SAMPLED = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' };

export const throughput: Measure = {
  name: 'throughput',
  description: `${WRITES} bench_write lines through stdin to stdout, metrics on, against a bare loop of JSON.parse, Map and JSON.stringify; start-up excluded`,
  run,
};

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const lines = writeLines(WRITES, 3);
  const collector = await startCollector();
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
  const exported: number[] = [];
  try {
    const rates = await interleave(
      {
        bare: () => ratePerSec(BARE, lines),
        node: () => ratePerSec(nodeProgram(), lines),
        sampled: () => ratePerSec(nodeProgram({ ...endpoint, ...SAMPLED }), lines),
        traced: async () => {
          const before = await collector.spans();
          const rate = await ratePerSec(nodeProgram(endpoint), lines);
          exported.push(((await collector.spans()) - before) / WRITES);
          return rate;
        },
      },
      rounds,
      (round) => progress(`round ${round + 1} of ${rounds}`),
    );
    return findings(rates, exported);
  } finally {
    collector.stop();
  }
}

function findings(
  { bare, node, sampled, traced }: Record<'bare' | 'node' | 'sampled' | 'traced', number[]>,
  exported: readonly number[],
): Findings {
  return {
    targets: [
      target('node over bare loop', 'ratio', ratioOf(node, bare), { atLeast: 0.7 }),
      target('node, 1 % of traces, over bare loop', 'ratio', ratioOf(sampled, bare), { atLeast: 0.5 }),
    ],
    figures: [
      figure('node, all traces, over bare loop', 'ratio', ratioOf(traced, bare)),
      figure('bare loop', '1/s', spreadOf(bare)),
      figure('node', '1/s', spreadOf(node)),
      figure('node, 1 % of traces', '1/s', spreadOf(sampled)),
      figure('node, all traces', '1/s', spreadOf(traced)),
      figure(
        'all traces: share of the spans that reached the receiver, the rest counted as dropped',
        'ratio',
        spreadOf(exported),
      ),
    ],
  };
}

/** Lines answered over the time from the first one in until the last reply is out. */
async function ratePerSec(program: Program, lines: Buffer): Promise<number> {
  const subject = new Subject(program);
  await subject.init();
  // Tracing is loaded behind init_ok: the first write waits for it.
  await subject.answers(writeLines(1), 1);
  const startMs = performance.now();
  await subject.answers(lines, WRITES);
  const elapsedMs = performance.now() - startMs;
  await subject.ended();
  return WRITES / (elapsedMs / 1000);
}
