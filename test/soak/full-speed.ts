/** Whether a node keeps its speed: writes per CPU second of the last part of a long load over those of the first, cut off and not. */

import { figure, target, type Findings } from '../perf/measure.ts';
import { spreadOf } from '../perf/sampling.ts';
import { SoakCluster } from './soak-cluster.ts';
import type { SoakOptions } from './soak.ts';

const PARTS = 10;

export async function fullSpeed({ writes, keys, progress }: SoakOptions): Promise<Findings> {
  const targets = [];
  const figures = [];
  for (const isCut of [false, true]) {
    const name = isCut ? 'cut off' : 'joined';
    const cluster = await SoakCluster.start([]);
    cluster.isCut = isCut;
    const rates: number[] = [];
    try {
      const part = Math.ceil(writes / PARTS);
      // What is compiled and loaded first is no part of the load.
      await cluster.load(0, Math.min(part, 20_000), (i) => write(i, keys));
      for (let at = 0; at < PARTS; at++) {
        const before = await cluster.writer.cpuSec();
        await cluster.load(at * part, (at + 1) * part, (i) => write(i, keys));
        rates.push(part / ((await cluster.writer.cpuSec()) - before));
        progress(`${name}: ${(at + 1) * part} writes, ${Math.round(rates.at(-1) ?? 0)} per CPU second`);
      }
      const ratio = (rates.at(-1) ?? NaN) / (rates[0] ?? NaN);
      targets.push(target(`${name}: last tenth over first`, 'ratio', spreadOf([ratio]), { atLeast: 0.9 }));
      figures.push(
        figure(`${name}: writes per CPU second`, '1/s', spreadOf(rates)),
        figure(`${name}: resident memory`, 'bytes', spreadOf([(await cluster.writer.residentMB()) * 1e6])),
      );
    } finally {
      cluster.kill();
    }
  }
  return { targets, figures };
}

export function write(i: number, keys: number): string {
  return `"type":"write","key":"k${i % keys}","value":${i}`;
}
