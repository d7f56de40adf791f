/** What a million keys cost: live heap for each, after all garbage is collected. */

import { fileURLToPath } from 'node:url';
import { figure, type Findings } from '../perf/measure.ts';
import { spreadOf } from '../perf/sampling.ts';
import { scrape } from '../perf/scrape.ts';
import { nodeProgram, Subject } from '../perf/subject.ts';
import type { SoakOptions } from './soak.ts';

const GC_ON_SIGNAL = fileURLToPath(new URL('../perf/gc-on-signal.mjs', import.meta.url));
const BATCH = 10_000;
const PARTS = 4;

export async function manyKeys({ manyKeys: keys, progress }: SoakOptions): Promise<Findings> {
  const program = nodeProgram();
  const subject = new Subject({
    ...program,
    args: ['--expose-gc', '--import', GC_ON_SIGNAL, ...program.args],
  });
  await subject.init();
  const live = async (): Promise<number> => {
    await subject.collectGarbage();
    return (await scrape(await subject.metricsUrl()))('nodejs_heap_size_used_bytes');
  };
  await subject.metricsUrl();
  const startBytes = await live();
  const perKey: number[] = [];
  const part = Math.ceil(keys / PARTS);
  for (let at = 1; at <= PARTS; at++) {
    for (let i = (at - 1) * part; i < at * part; i += BATCH)
      await write(subject, i, Math.min(i + BATCH, at * part));
    perKey.push(((await live()) - startBytes) / (at * part));
    progress(`${at * part} keys, ${Math.round(perKey.at(-1) ?? 0)} bytes each`);
  }
  await subject.ended();
  return { targets: [], figures: [figure(`live heap of each of ${keys} keys`, 'bytes', spreadOf(perKey))] };
}

async function write(subject: Subject, from: number, to: number): Promise<void> {
  let lines = '';
  for (let i = from; i < to; i++)
    lines += `{"src":"c1","dest":"n1","body":{"type":"write","msg_id":${i + 2},"key":"k${i}","value":${i}}}\n`;
  await subject.answers(lines, to - from);
}
