/** How long until a node answers `init`, beside a Node.js that does nothing. */

import { startCollector } from './collector.ts';
import { figure, target, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { interleave, ratioOf, spreadOf } from './sampling.ts';
import { nodeProgram, NOTHING, Subject, type Program } from './subject.ts';

/** One start is short: more of them for each round of the others. */
const STARTS_PER_ROUND = 4;
const AT_ONCE = 25;

export const startup: Measure = {
  name: 'startup',
  description: `from spawning a node until init_ok, against spawning \`node -e 0\` until it has ended; ${AT_ONCE} at once: until the last one`,
  run,
};

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const collector = await startCollector();
  const traced = nodeProgram({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  try {
    const one = await interleave(
      {
        nothing: () => untilEndedMs(1),
        node: () => untilInitialisedMs(nodeProgram(), 1),
        traced: () => untilInitialisedMs(traced, 1),
      },
      rounds * STARTS_PER_ROUND,
      (round) => progress(`start ${round + 1} of ${rounds * STARTS_PER_ROUND}`),
    );
    const many = await interleave(
      {
        nothing: () => untilEndedMs(AT_ONCE),
        node: () => untilInitialisedMs(nodeProgram(), AT_ONCE),
        traced: () => untilInitialisedMs(traced, AT_ONCE),
      },
      rounds,
      (round) => progress(`${AT_ONCE} at once, round ${round + 1} of ${rounds}`),
    );
    return findings(one, many);
  } finally {
    collector.stop();
  }
}

type Times = Record<'nothing' | 'node' | 'traced', number[]>;

function findings(one: Times, many: Times): Findings {
  return {
    targets: [
      target('init_ok over node -e 0', 'ratio', ratioOf(one.node, one.nothing), { atMost: 1.4 }),
      target('init_ok over node -e 0, tracing on', 'ratio', ratioOf(one.traced, one.nothing), {
        atMost: 1.4,
      }),
      target(`${AT_ONCE} at once`, 'ratio', ratioOf(many.node, many.nothing), { atMost: 2 }),
      target(`${AT_ONCE} at once, tracing on`, 'ratio', ratioOf(many.traced, many.nothing), { atMost: 2 }),
    ],
    figures: [
      figure('node -e 0', 'ms', spreadOf(one.nothing)),
      figure('init_ok', 'ms', spreadOf(one.node)),
      figure('init_ok, tracing on', 'ms', spreadOf(one.traced)),
      figure(`${AT_ONCE} × node -e 0`, 'ms', spreadOf(many.nothing)),
      figure(`${AT_ONCE} × init_ok`, 'ms', spreadOf(many.node)),
      figure(`${AT_ONCE} × init_ok, tracing on`, 'ms', spreadOf(many.traced)),
    ],
  };
}

async function untilEndedMs(count: number): Promise<number> {
  const startMs = performance.now();
  await Promise.all(Array.from({ length: count }, () => new Subject(NOTHING).ended()));
  return performance.now() - startMs;
}

async function untilInitialisedMs(program: Program, count: number): Promise<number> {
  const startMs = performance.now();
  const subjects = Array.from({ length: count }, () => new Subject(program));
  await Promise.all(subjects.map((subject) => subject.init()));
  const elapsedMs = performance.now() - startMs;
  await Promise.all(subjects.map((subject) => subject.ended()));
  return elapsedMs;
}
