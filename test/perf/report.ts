/** What the benchmarks found, as docs/perf.json and as a table for people. */

import { arch, availableParallelism, cpus, platform } from 'node:os';
import process from 'node:process';
import Table from 'cli-table3';
import type { Figure, Findings, Limit, Measure, Target, Unit } from './measure.ts';

/** Raised whenever a field changes its meaning or goes away. */
export const VERSION = 1;

export interface Measured {
  readonly measure: Pick<Measure, 'name' | 'description'>;
  readonly findings: Findings;
}

export interface PerfDocument {
  readonly version: typeof VERSION;
  readonly date: string;
  readonly machine: {
    readonly nodejs: string;
    readonly platform: string;
    readonly cpuModel: string;
    readonly cpus: number;
  };
  readonly rounds: number;
  /** Whether all targets are. */
  readonly met: boolean;
  readonly measures: readonly (Findings & { readonly name: string; readonly description: string })[];
}

export function documentOf(measured: readonly Measured[], rounds: number, at = new Date()): PerfDocument {
  return {
    version: VERSION,
    date: at.toISOString(),
    machine: {
      nodejs: process.version,
      platform: `${platform()} ${arch()}`,
      cpuModel: cpus()[0]?.model ?? 'unknown',
      cpus: availableParallelism(),
    },
    rounds,
    met: measured.every(({ findings }) => findings.targets.every(({ met }) => met)),
    measures: measured.map(({ measure: { name, description }, findings }) => ({
      name,
      description,
      targets: findings.targets.map(rounded),
      figures: findings.figures.map(rounded),
    })),
  };
}

/** Digits beyond these bear nothing. */
function rounded<T extends Figure>(figure: T): T {
  const digits = (value: number): number => Number(value.toPrecision(4));
  const { median, min, max, samples } = figure;
  return {
    ...figure,
    median: digits(median),
    min: digits(min),
    max: digits(max),
    samples: samples.map(digits),
  };
}

export function renderText({ machine, rounds, measures, met }: PerfDocument): string {
  const lines = [
    `Node.js ${machine.nodejs}, ${machine.platform}, ${machine.cpus} × ${machine.cpuModel}; medians of ${rounds} and more`,
  ];
  for (const { name, description, targets, figures } of measures) {
    const table = new Table({
      head: ['', 'median', 'least', 'greatest', 'target', ''],
      style: { head: [], border: [], compact: true },
      colAligns: ['left', 'right', 'right', 'right', 'left', 'left'],
    });
    for (const figure of [...targets, ...figures]) table.push(row(figure));
    lines.push('', `${name}: ${description}`, table.toString());
  }
  lines.push('', met ? '✓ every target is met' : '✗ a target is missed');
  return `${lines.join('\n')}\n`;
}

function row(figure: Figure | Target): string[] {
  const { name, unit, median, min, max } = figure;
  const verdict = 'met' in figure ? [bound(figure), figure.met ? '✓' : '✗ missed'] : ['', ''];
  return [name, ...[median, min, max].map((value) => shown(value, unit)), ...verdict];
}

function bound({ atLeast, atMost }: Limit): string {
  if (atLeast !== undefined) return `≥ ${atLeast}`;
  return atMost === undefined ? '' : `≤ ${atMost}`;
}

export function shown(value: number, unit: Unit): string {
  if (unit === 'bytes') return value < 10_000 ? `${Math.round(value)} B` : `${(value / 1e6).toFixed(2)} MB`;
  if (unit === 'ms') return `${value.toPrecision(3)} ms`;
  if (unit === '1/s') return `${Math.round(value).toLocaleString('en-US')}/s`;
  return unit === 'ratio' ? value.toFixed(2) : String(Number(value.toPrecision(3)));
}
