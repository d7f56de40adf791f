/** What a hundred scrapers cost a node that is busy: writes per CPU second beside those of one that nobody scrapes. */

import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { figure, target, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { interleave, ratioOf, spreadOf } from './sampling.ts';
import { scrape } from './scrape.ts';
import { nodeProgram, Subject } from './subject.ts';
import { writeLines } from './write-lines.ts';

/** Lines at a time, for so long. */
const BATCH = 20_000;
const LOAD_MS = 5000;
const SCRAPERS = 100;
const INTERVAL_MS = 1000;

export const scraping: Measure = {
  name: 'scraping',
  description: `bench_write lines for ${LOAD_MS / 1000} s, ${SCRAPERS} scrapers at one scrape a second each against none; writes per CPU second`,
  run,
};

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const { alone, scraped } = await interleave(
    { alone: () => writesPerCpuSec(0), scraped: () => writesPerCpuSec(SCRAPERS) },
    rounds,
    (round) => progress(`round ${round + 1} of ${rounds}`),
  );
  return {
    targets: [
      target(`with ${SCRAPERS} scrapers over without`, 'ratio', ratioOf(scraped, alone), { atLeast: 0.9 }),
    ],
    figures: [
      figure('writes per CPU second, alone', '1/s', spreadOf(alone)),
      figure(`writes per CPU second, ${SCRAPERS} scrapers`, '1/s', spreadOf(scraped)),
    ],
  };
}

async function writesPerCpuSec(scrapers: number): Promise<number> {
  const subject = new Subject(nodeProgram());
  await subject.init();
  const url = await subject.metricsUrl();
  const lines = writeLines(BATCH, 3);
  await subject.answers(lines, BATCH);
  const cpuSec = async (): Promise<number> => (await scrape(url))('process_cpu_seconds_total');
  const stop = scrapeEvenly(url, scrapers);
  const before = await cpuSec();
  let writes = 0;
  for (const endMs = performance.now() + LOAD_MS; performance.now() < endMs; writes += BATCH)
    await subject.answers(lines, BATCH);
  // Not from the rendering that the scrapers share.
  stop();
  await pause(INTERVAL_MS);
  const after = await cpuSec();
  await subject.ended();
  return writes / (after - before);
}

/** Each scraper has its connection, as Prometheus has, and begins at a moment of its own. @returns ends it */
function scrapeEvenly(url: string, scrapers: number): () => void {
  const timers = Array.from({ length: scrapers }, (_, i) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const one = (): void =>
      void get(url, { agent }, (response) => response.resume()).on('error', () => undefined);
    return setTimeout(
      () => {
        one();
        timers.push(setInterval(one, INTERVAL_MS));
      },
      (i * INTERVAL_MS) / scrapers,
    );
  });
  return () => timers.forEach((timer) => clearTimeout(timer));
}
