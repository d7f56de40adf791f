/**
 * The bench as a user runs it, for long: five node processes at 2,000 operations a second, cut for a third of the time, then with
 * kills, too. Whether its verdict is good, and what memory it and its nodes come to.
 */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ReportSchema, type Report } from '../../src/report/schema/report-schema.ts';
import { figure, target, type Findings } from '../perf/measure.ts';
import { spreadOf } from '../perf/sampling.ts';
import type { SoakOptions } from './soak.ts';

const BIN = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));
const SAMPLE_EVERY_MS = 5000;
const MEMORY_LIMIT_BYTES = 300e6;

/** Resident bytes. */
interface Memory {
  readonly bench: number;
  readonly largestNode: number;
}

export async function longBench({ benchSec, minutes, progress }: SoakOptions): Promise<Findings> {
  const restarts = String(Math.ceil(minutes / 3));
  const cut = await soak(`${benchSec} s, normal and cut`, progress, [
    ...['--duration', `${benchSec}s`, '--scenario', 'normal', 'partition'],
  ]);
  const killed = await soak(`${minutes} min, cut and with kills`, progress, [
    ...['--duration', `${minutes}m`, '--scenario', 'partition', '--restarts', restarts],
  ]);
  const limit = { atMost: MEMORY_LIMIT_BYTES };
  return {
    targets: [
      ...[cut, killed].map(({ name, code }) =>
        target(`${name}: exit code`, 'count', spreadOf([code]), { atMost: 0 }),
      ),
      target(`${cut.name}: the bench's memory`, 'bytes', spreadOf([peak(cut.memory, 'bench')]), limit),
      target(`${cut.name}: a node's`, 'bytes', spreadOf([peak(cut.memory, 'largestNode')]), limit),
      target(`${killed.name}: a node's`, 'bytes', spreadOf([peak(killed.memory, 'largestNode')]), limit),
    ],
    figures: [
      // In order of time: whether it grows shows in the samples.
      figure(
        `${killed.name}: a node's memory`,
        'bytes',
        spreadOf(killed.memory.map(({ largestNode }) => largestNode)),
      ),
      figure(
        `${killed.name}: the bench's memory`,
        'bytes',
        spreadOf(killed.memory.map(({ bench }) => bench)),
      ),
      figure(
        `${killed.name}: operations a second`,
        '1/s',
        spreadOf(killed.report.runs.map(({ operations }) => operations.throughputPerSec)),
      ),
    ],
  };
}

interface Soaked {
  readonly name: string;
  readonly code: number;
  readonly report: Report;
  readonly memory: readonly Memory[];
}

async function soak(
  name: string,
  progress: (text: string) => void,
  args: readonly string[],
): Promise<Soaked> {
  progress(name);
  const load = ['--nodes', '5', '--rate', '2000', '--metrics-port', '0', '--json'];
  const bench = spawn(process.execPath, [BIN, 'bench', ...load, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(bench, 'exit') as Promise<[code: number | null]>;
  const stop = new AbortController();
  const memory: Memory[] = [];
  const sampling = sampleUntil(stop.signal, async () => memory.push(await memoryOf(bench.pid ?? 0)));
  const printed = await text(bench.stdout);
  const [code] = await ended;
  stop.abort();
  await sampling;
  return { name, code: code ?? NaN, report: ReportSchema.parse(JSON.parse(printed)), memory };
}

async function sampleUntil(signal: AbortSignal, take: () => Promise<unknown>): Promise<void> {
  try {
    for (;;) {
      await pause(SAMPLE_EVERY_MS, undefined, { signal });
      await take();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Of a process and of the largest one that it started. */
async function memoryOf(pid: number): Promise<Memory> {
  const { stdout } = await promisify(execFile)('ps', ['-Ao', 'pid=,ppid=,rss=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const bytes = (of: (row: readonly number[]) => boolean): number =>
    Math.max(0, ...rows.filter(of).map(([, , kib = 0]) => kib * 1024));
  return { bench: bytes(([id]) => id === pid), largestNode: bytes(([, parent]) => parent === pid) };
}

function peak(memory: readonly Memory[], of: keyof Memory): number {
  return Math.max(...memory.map((one) => one[of]));
}
