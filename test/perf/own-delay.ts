/**
 * How much the bench disturbs what it measures: what it adds to a message's latency with its defaults, traces and the live view on a
 * terminal included. Beside it, in the same seconds, a process that has nothing to do but to wait for timers.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ReportSchema } from '../../src/report/schema/report-schema.ts';
import { figure, target, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { spreadOf } from './sampling.ts';

const BIN = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));
const BARE = fileURLToPath(new URL('bare-timer.mjs', import.meta.url));
/** The ends of a bench are no load: the bare timer runs from when the nodes have started until they are asked. */
const START_MS = 2_000;
const LIMIT_MS = 0.5;

export const ownDelay: Measure = {
  name: 'own-delay',
  description:
    '`gossipscope bench` with its defaults (5 nodes, 100 operations/s, 10 s), traces and live view on a terminal included, scenario normal, ' +
    'a seed for each round: the delay that it adds itself, 99th percentile, beside the lateness of a bare timer of Node in the same seconds',
  run,
};

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const added: number[] = [];
  const bare: number[] = [];
  for (let seed = 1; seed <= rounds; seed++) {
    progress(`bench ${seed} of ${rounds}`);
    const [benchMs, timerMs] = await besideBareTimer(seed);
    added.push(benchMs);
    bare.push(timerMs);
  }
  const more = added.map((benchMs, round) => benchMs - (bare[round] ?? NaN));
  return {
    targets: [
      target('added delay p99, less that of a bare timer', 'ms', spreadOf(more), { atMost: LIMIT_MS }),
    ],
    figures: [
      figure("bench's own added delay p99", 'ms', spreadOf(added)),
      figure("bare timer's lateness p99", 'ms', spreadOf(bare)),
    ],
  };
}

/** The 99th percentiles of both. */
async function besideBareTimer(seed: number): Promise<readonly [benchMs: number, timerMs: number]> {
  const dir = mkdtempSync(join(tmpdir(), 'gossipscope-'));
  const file = join(dir, 'report.json');
  try {
    const bench = onTerminal(
      `${process.execPath} ${BIN} bench --json --scenario normal --metrics-port 0 --seed ${seed} > ${file}`,
    );
    await new Promise((resolve) => setTimeout(resolve, START_MS));
    const timer = spawn(process.execPath, [BARE], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lateness = text(timer.stdout);
    await bench;
    timer.stdin.end();
    const [run] = ReportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).runs;
    if (run === undefined) throw new Error('the bench reported no run');
    return [run.bench.addedDelayMs.p99, Number(await lateness)];
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** util-linux's `script` gives it a terminal of its own, which nobody sees. */
async function onTerminal(command: string): Promise<void> {
  const child = spawn('script', ['-qec', `stty cols 120 rows 40; ${command}`, '/dev/null'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`the bench ended with exit code ${String(code)}`);
}
