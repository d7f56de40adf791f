/** What a node's memory comes to after a million writes, and whether the second million adds anything. */

import { fileURLToPath } from 'node:url';
import { figure, target, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { ratioOf, spreadOf } from './sampling.ts';
import { scrape } from './scrape.ts';
import { nodeProgram, Subject, type Program } from './subject.ts';
import { KEYS, liveDataBytes, writeLines } from './write-lines.ts';

const WRITES = 1_000_000;
/** Written at once: what waits on its way to the node must not weigh on the machine. */
const BATCH = 100_000;
const GROWTH_LIMIT = 1.1;
const GC_ON_SIGNAL = fileURLToPath(new URL('gc-on-signal.mjs', import.meta.url));

export const memory: Measure = {
  name: 'memory',
  description:
    `${WRITES} writes to ${KEYS} keys, and as many again. Live data: the bytes of the keys and of the values' JSON. ` +
    'Live heap: what a full garbage collection leaves; resident memory: of another process, left alone',
  run,
};

/** Bytes at the start, and of each million writes. */
type Course = readonly [start: number, first: number, second: number];

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const resident: Course[] = [];
  const live: Course[] = [];
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1} of ${rounds}`);
    resident.push(await peaksOfResidentBytes());
    live.push(await liveHeapBytes());
  }
  const growth = (courses: readonly Course[]) => ratioOf(nth(courses, 2), nth(courses, 1));
  const liveData = liveDataBytes();
  const added = live.map(([start, first]) => first - start);
  return {
    targets: [
      target('live heap after two millions, over one', 'ratio', growth(live), { atMost: GROWTH_LIMIT }),
      target('peak resident memory, second million over first', 'ratio', growth(resident), {
        atMost: GROWTH_LIMIT,
      }),
    ],
    figures: [
      figure('live data', 'bytes', spreadOf([liveData])),
      figure('live heap that a million writes added', 'bytes', spreadOf(added)),
      figure(
        'live heap that they added, over live data',
        'ratio',
        spreadOf(added.map((bytes) => bytes / liveData)),
      ),
      figure('live heap before any write', 'bytes', spreadOf(nth(live, 0))),
      figure('live heap after a million', 'bytes', spreadOf(nth(live, 1))),
      figure('live heap after two millions', 'bytes', spreadOf(nth(live, 2))),
      figure('resident memory before any write', 'bytes', spreadOf(nth(resident, 0))),
      figure('peak resident memory, first million', 'bytes', spreadOf(nth(resident, 1))),
      figure('peak resident memory, second million', 'bytes', spreadOf(nth(resident, 2))),
    ],
  };
}

function nth(courses: readonly Course[], index: 0 | 1 | 2): number[] {
  return courses.map((course) => course[index]);
}

/** The largest of what is seen after each batch: garbage comes and goes between them. */
async function peaksOfResidentBytes(): Promise<Course> {
  const subject = await started(nodeProgram());
  const resident = async (): Promise<number> =>
    (await scrape(await subject.metricsUrl()))('process_resident_memory_bytes');
  const million = async (): Promise<number> => {
    let peak = 0;
    await write(subject, async () => void (peak = Math.max(peak, await resident())));
    return peak;
  };
  const course: Course = [await resident(), await million(), await million()];
  await subject.ended();
  return course;
}

async function liveHeapBytes(): Promise<Course> {
  const program = nodeProgram();
  const subject = await started({
    ...program,
    args: ['--expose-gc', '--import', GC_ON_SIGNAL, ...program.args],
  });
  const live = async (): Promise<number> => {
    await subject.collectGarbage();
    return (await scrape(await subject.metricsUrl()))('nodejs_heap_size_used_bytes');
  };
  const million = async (): Promise<number> => {
    await write(subject, () => Promise.resolve());
    return live();
  };
  const course: Course = [await live(), await million(), await million()];
  await subject.ended();
  return course;
}

/** With its endpoint open, and its tracing, if there is one, loaded. */
async function started(program: Program): Promise<Subject> {
  const subject = new Subject(program);
  await subject.init();
  await subject.metricsUrl();
  return subject;
}

/** A million writes, in batches. */
async function write(subject: Subject, afterBatch: () => Promise<void>): Promise<void> {
  for (let i = 0; i < WRITES; i += BATCH) {
    await subject.answers(writeLines(BATCH, 2 + i), BATCH);
    await afterBatch();
  }
}
